/**
 * A hostile or huge config.json ends in one clear error, in bounded memory and time, never in a crash of the engine;
 * and Node answers as XS does.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { nodeHost } from '../../runtime/host/node.ts';
import { makeRealm } from '../../runtime/host/realm.ts';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const launcher = at('dist/runts');
const source = at('bench/spawn.c');
/** So much memory may be touched, in KiB. */
const MEMORY = 256 * 1024;
/** So many seconds of computing it may take: XS itself gives up after five. Most inputs take a tenth of one. */
const SECONDS = 3;

const config = {
  ociVersion: '1.3.0',
  root: { path: 'rootfs' },
  process: { args: ['/bin/true'], cwd: '/' },
  linux: { namespaces: ['mount', 'pid', 'ipc', 'uts'].map((type) => ({ type })) },
};
const many = <T>(length: number, make: (index: number) => T) =>
  Array.from({ length }, (_, index) => make(index));
const text = (changes: object) => JSON.stringify({ ...config, ...changes });
const linux = (changes: object) => text({ linux: { ...config.linux, ...changes } });
const process = (changes: object) => text({ process: { ...config.process, ...changes } });
const named = <T>(length: number, make: (index: number) => readonly [string, T]) =>
  Object.fromEntries(many(length, make));
const annotations = (length: number, value: unknown = 'v') =>
  text({ annotations: named(length, (i) => [`org.example.${i}`, value]) });
/** With a number as it is written here. */
const number = (literal: string) => linux({ resources: { memory: { limit: '@' } } }).replace('"@"', literal);
const long = (length: number) => 'x'.repeat(length);

/** What is refused, and how. */
const refused: Readonly<Record<string, readonly [config: string, says: RegExp]>> = {
  'thirty thousand annotations': [
    annotations(30_000),
    /:1:\d+: \/annotations: must have at most 4096 properties$/,
  ],
  'twenty thousand annotations, and then no JSON': [
    `${annotations(20_000)}}`,
    /: \/annotations: must have at most 4096 properties$/,
  ],
  'four thousand annotations that are no text': [
    annotations(4000, 7),
    /:1:\d+: \/annotations\/org.example.0: must be a string, found 7$/,
  ],
  'four thousand annotations, and a hostname that is none': [
    text({ annotations: named(4000, (i) => [`org.example.${i}`, 'v']), hostname: 7 }),
    /: \/hostname: must be a string, found 7$/,
  ],
  'three thousand names that are numbers': [
    text({ annotations: named(3000, (i) => [`${i}`, 'v']) }),
    /: \/annotations: the document must have at most 2048 names that are numbers$/,
  ],
  'a name that is given sixty thousand times': [
    `{${many(60_000, () => '"a":1').join()}}`,
    /:1:\d+: \/a: the document must hold at most 20000 values$/,
  ],
  'ten thousand mounts': [
    text({ mounts: many(10_000, (i) => ({ destination: `/${i}`, type: 'tmpfs' })) }),
    /:1:\d+: \/mounts\/66\d\d\/\w+: the document must hold at most 20000 values$/,
  ],
  'six thousand mounts': [
    text({ mounts: many(6000, (i) => ({ destination: `/${i}`, type: 'tmpfs' })) }),
    /: \/mounts: must have at most 2048 entries, found 6000$/,
  ],
  'six thousand mounts that are bad in two ways': [
    text({ mounts: many(6000, () => ({ destination: 7, options: 7 })) }),
    /: \/mounts\/0\/destination: must be a string, found 7$/,
  ],
  'things that are no mounts': [
    text({ mounts: many(19_000, () => 7) }),
    /: \/mounts\/0: must be an object, found 7$/,
  ],
  'fifty thousand variables': [
    process({ env: many(50_000, (i) => `K${i}=v`) }),
    /: \/process\/env\/\d+: the document must hold at most 20000 values$/,
  ],
  'variables without a value': [
    process({ env: many(19_000, (i) => `K${i}`) }),
    /: \/process\/env\/0: must be NAME=VALUE, found "K0"$/,
  ],
  'nineteen thousand maskedPaths': [
    linux({ maskedPaths: many(19_000, (i) => `/proc/${i}`) }),
    /: \/linux\/maskedPaths: must have at most 2048 entries, found 19000$/,
  ],
  'five thousand devices of one path': [
    linux({ devices: many(3900, (i) => ({ path: '/dev/x', type: 'c', major: 1, minor: i })) }),
    /: \/linux\/devices: must have at most 2048 entries, found 3900$/,
  ],
  'device rules': [
    linux({ resources: { devices: many(600, (i) => ({ allow: true, type: 'c', major: 1, minor: i })) } }),
    /: \/linux\/resources\/devices: must have at most 512 entries, found 600$/,
  ],
  'rlimits that a double cannot hold': [
    process({ rlimits: many(4900, () => ({ type: 'RLIMIT_CPU', soft: '@', hard: '@' })) })
      .replaceAll('"soft":"@"', '"soft":18446744073709551615')
      .replaceAll('"hard":"@"', '"hard":1.8446744073709551615e19'),
    /: \/process\/rlimits\/500\/soft: the document must hold at most 1000 numbers beyond 9007199254740991$/,
  ],
  'capabilities that are nearly one': [
    process({ capabilities: { bounding: many(10_000, () => 'CAP_SYS_ADMON') } }),
    /: \/process\/capabilities\/bounding: must have at most 128 entries, found 10000$/,
  ],
  'unknown properties around a bad one': [
    text({ ...named(2000, (i) => [`hostnam${i}`, i]), hostname: 7 }),
    /: \/hostname: must be a string, found 7$/,
  ],
  'names near the one that is missing': [
    JSON.stringify(named(4000, (i) => [`ociVersio${i}`, i])),
    /:1:1: the required property "ociVersion" is missing; the nearest found is "ociVersio0"$/,
  ],
  'a number of a million digits': [
    number('9'.repeat(1_000_000)),
    /:1:\d+: \/linux\/resources\/memory\/limit: a number must be at most 100 characters long, found 1000000$/,
  ],
  'a number of three hundred digits': [
    number('9'.repeat(300)),
    /: a number must be at most 100 characters long, found 300$/,
  ],
  'a fraction of a million zeros': [
    number(`1.${'0'.repeat(1_000_000)}`),
    /: a number must be at most 100 characters long, found 1000002$/,
  ],
  'a number that no double holds': [number('1e400'), /limit: must be an integer, found 1e400$/],
  'a name of half a megabyte': [
    text({ annotations: { [long(500_000)]: 'v' } }),
    /: \/annotations: a name must be at most 32768 characters long, found 500002$/,
  ],
  'a text of half a megabyte': [
    text({ annotations: { a: long(500_000) } }),
    /: \/annotations\/a: must be at most 262144 characters long, found 500002$/,
  ],
  'a path of a quarter of a megabyte': [
    linux({ maskedPaths: ['/x'.repeat(130_000)] }),
    /: \/linux\/maskedPaths\/0: must be at most 4095 bytes long, found 260000$/,
  ],
  'a root that goes up and up': [
    text({ root: { path: '/x/..'.repeat(50_000) } }),
    /: \/root\/path: must be at most 4095 bytes long, found 250000$/,
  ],
  'a cgroup of a quarter of a megabyte': [
    linux({ cgroupsPath: '/x'.repeat(130_000) }),
    /: \/linux\/cgroupsPath: must be at most 4095 bytes long, found 260000$/,
  ],
  'a list of CPUs that are none': [
    linux({ resources: { cpu: { cpus: `${' '.repeat(260_000)}-` } } }),
    /: \/linux\/resources\/cpu\/cpus: must be at most 4096 characters long, found 260001$/,
  ],
  'a hostname of surrogates': [
    text({ hostname: '@' }).replace('@', '\\ud800'.repeat(40_000)),
    /: \/hostname: must not hold the character NUL or half of a surrogate pair$/,
  ],
  'an error behind half a million emoji': [
    `{"a":["${'\u{1f600}'.repeat(120_000)}","${'\u{1f600}'.repeat(120_000)}"],"b":}`,
    /:1:240018: \/b: unexpected "}", expected a value$/,
  ],
  'a million lines': [
    `{${'\n'.repeat(1_000_000)}"a":}`,
    /:1000001:5: \/a: unexpected "}", expected a value$/,
  ],
  'a million blanks': [`{${' '.repeat(1_000_000)}`, /: the text ends too early/],
  'a million levels': ['['.repeat(1_000_000), /:1:129: \/0: nested more than 128 levels deep$/],
  'two megabytes': [
    text({ annotations: { a: long(2_000_000) } }),
    /: must be at most 1048576 characters long, found 20\d+$/,
  ],
  'twenty megabytes': [`{"a":"${long(20_000_000)}"}`, /: EFBIG: larger than 16777216 bytes$/],
};

/** What is large, and good. */
const served: Readonly<Record<string, string>> = {
  'two thousand bind mounts': text({
    mounts: many(2000, (i) => ({
      destination: `/m/${i}`,
      type: 'bind',
      source: `/${i}`,
      options: ['rbind', 'ro'],
    })),
  }),
  'five thousand variables': process({ env: many(5000, (i) => `VARIABLE_${i}=value of ${i}`) }),
  'a thousand annotations': annotations(1000),
  'four thousand annotations': annotations(4000),
  'two thousand names that are numbers': text({ annotations: named(2000, (i) => [`${i}`, 'v']) }),
  'two thousand devices': linux({
    devices: many(2000, (i) => ({ path: `/dev/x${i}`, type: 'c', major: 1, minor: 3 })),
  }),
  'two hundred hooks that read a long annotation': text({
    hooks: { prestart: many(200, (i) => ({ path: `/${i}` })) },
    annotations: { a: long(40_000) },
  }),
  'five hundred device rules': linux({
    resources: { devices: many(500, (i) => ({ allow: i % 2 === 0, type: 'c', major: 1, minor: i })) },
  }),
  'two thousand hooks': text({ hooks: { poststop: many(2000, (i) => ({ path: `/${i}` })) } }),
  'an argument of a quarter of a megabyte': process({ args: ['/bin/true', '\u0001"\\'.repeat(25_000)] }),
};

// What the bench measures peaks with.
const driver = `${t.testdir()}/spawn`;
const built = spawnSync('cc', ['-std=c17', '-D_GNU_SOURCE', '-Os', '-static', source, '-o', driver]);
t.equal(built.status, 0, 'the driver compiles');

const planner = at('dist/planner.cjs');
const { plan, HostError } = makeRealm()(
  readFileSync(planner, 'latin1'),
  planner,
) as typeof import('../../runtime/planner.ts');

/** The program that Node makes of a command line: it holds what the machine would print. */
function inNode(words: readonly string[]): Buffer {
  return Buffer.from(plan(words, { ...nodeHost({ pid: 1, env: {}, HostError }), lock: () => {} }));
}

/** The outcome of a command line, the memory it touched at most in KiB, and the seconds it computed. */
function outcome(words: readonly string[], output = '/dev/null') {
  const input = `>${output}\t${[launcher, ...words].join('\t')}\n`;
  const options = { input, encoding: 'utf8', timeout: 60_000 } as const;
  const { stdout, stderr, error } = spawnSync(driver, options);
  if (error) throw error;
  const [, status, peak, user = Number.NaN] = stdout.split(' ').map(Number);
  return { status, peak: peak ?? Number.POSITIVE_INFINITY, seconds: user / 1e6, said: stderr };
}

/** A text as if no time passed. */
function timeless(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z|(?<="now": ?)\d+/g, 'T');
}

/** A bundle with a config, and a state root that is not there. */
function bundleOf(directory: string, config: string) {
  const bundle = join(directory, 'bundle');
  mkdirSync(join(bundle, 'rootfs'), { recursive: true });
  writeFileSync(join(bundle, 'config.json'), config);
  return { bundle, root: join(directory, 'root') };
}

/** Holds a cost against the bounds. */
function checkCost(t: Test, { peak, seconds }: ReturnType<typeof outcome>): void {
  t.ok(peak <= MEMORY, `peak of ${peak} KiB`);
  t.ok(seconds <= SECONDS, `${seconds} seconds`);
}

t.setTimeout(300_000);

for (const [name, [config, says]] of Object.entries(refused)) {
  t.test(`${name}: refused`, (t) => {
    const { bundle, root } = bundleOf(t.testdir(), config);
    const words = ['--root', root, 'run', '--bundle', bundle, 'hostile'];
    const result = outcome(words);
    const said = result.said.slice(0, 300);
    t.equal(result.status, 1, `it fails, and is not killed: ${said}`);
    t.match(result.said, /^runts: [^\n]+\n$/, 'one error, a line');
    t.match(result.said.trimEnd(), says);
    checkCost(t, result);
    t.notOk(existsSync(root), 'nothing is left');
    t.ok(inNode(words).includes(result.said.slice('runts: '.length, -1)), 'Node says the same');
    t.end();
  });
}

for (const [name, config] of Object.entries(served)) {
  t.test(`${name}: served`, (t) => {
    const directory = t.testdir();
    const { bundle } = bundleOf(directory, config);
    const output = join(directory, 'said');
    for (const words of [
      ['explain', bundle],
      ['explain', '--format', 'json', bundle],
      ['validate', bundle],
    ]) {
      const result = outcome(words, output);
      t.equal(result.status, 0, result.said.slice(0, 300));
      checkCost(t, result);
      const inXs = timeless(readFileSync(output, 'utf8'));
      t.ok(timeless(inNode(words).toString()).includes(inXs), `Node says the same: ${words.join(' ')}`);
    }
    t.end();
  });
}

t.test('of findings without end the first hundred of a kind are told, and that there are more', (t) => {
  const directory = t.testdir();
  const output = join(directory, 'said');
  for (const [config, status] of [
    [annotations(4000, 7), 1],
    [text(named(4000, (i) => [`unknown${i}`, i])), 1],
    [process({ env: many(19_000, (i) => `K${i}`) }), 1],
  ] as const) {
    const { bundle } = bundleOf(directory, config);
    const result = outcome(['validate', bundle], output);
    t.equal(result.status, status, result.said);
    checkCost(t, result);
    const lines = readFileSync(output, 'utf8').trimEnd().split('\n');
    t.equal(lines.length, 101);
    t.match(lines.at(-1), /: there is more to say, but of a kind only 100 findings are listed$/);
  }
  t.end();
});

t.test('names of the prototype are names like others', (t) => {
  const names = ['__proto__', 'constructor', 'toString', 'length', ''];
  const places = ['"annotations":{', '"process":{', '"memory":{', '"namespaces":[{', '"sysctl":{', '{'];
  const full = linux({ resources: { memory: {} }, sysctl: {} }).replace('{', '{"annotations":{},');
  const { bundle } = bundleOf(t.testdir(), '');
  const output = join(bundle, 'said');
  const value = '{"path":"/polluted","type":"user","limit":1}';
  for (const [name, place] of names.flatMap((name) => places.map((place) => [name, place] as const))) {
    const member = `${place}${JSON.stringify(name)}:${value},`;
    writeFileSync(join(bundle, 'config.json'), full.replace(place, member).replace(/,(?=[}\]])/g, ''));
    for (const words of [
      ['validate', bundle],
      ['explain', bundle],
    ]) {
      const { status = 2, said } = outcome(words, output);
      const told = said === '' ? readFileSync(output, 'utf8') : said.slice('runts: '.length, -1);
      t.ok(status < 2 && inNode(words).includes(told), `${name} in ${place}: ${told.slice(0, 200)}`);
      t.notMatch(told, /polluted|CLONE_NEWUSER/, 'what it holds is the default of nothing');
    }
  }
  t.end();
});
