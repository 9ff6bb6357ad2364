/**
 * One planner, two hosts, one answer: whatever is asked, the program that XS in the launcher makes is byte for byte the
 * one that Node makes. What two processes cannot share is the time.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import t from 'tap';
import { flagName, globalOptions, type OptionSpec, commands as table } from '../../runtime/commands/table.ts';
import { nodeHost } from '../../runtime/host/node.ts';
import { makeRealm } from '../../runtime/host/realm.ts';
import { change } from '../spec/vectors/change.ts';
import { full } from '../spec/vectors/full.ts';
import { malformed } from '../spec/vectors/malformed.ts';
import { platforms } from '../spec/vectors/platforms.ts';
import { refused } from '../spec/vectors/refused.ts';
import { configTexts } from '../stages/any-spec.ts';
import { buildXs } from './xs.ts';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const bundles = at('bundles');
const samples = at('../shared/engines/samples');
const official = at('../shared/oci/runtime-spec-v1.3.0/schema/test');
const argvForms = at('../shared/engines/argv-forms.txt');
const beside = (path: string) => ({ skip: existsSync(path) ? false : 'it is not beside the project' });

const file = at('dist/planner.cjs');
const { plan, HostError } = makeRealm()(
  readFileSync(file, 'latin1'),
  file,
) as typeof import('../../runtime/planner.ts');

const xs = buildXs();
t.teardown(() => xs.remove());
// A process a comparison, hundreds of them.
t.setTimeout(300_000);

const bundle = join(xs.directory, 'bundle');
const root = join(xs.directory, 'root');
mkdirSync(join(bundle, 'rootfs'), { recursive: true });

type Env = Readonly<Record<string, string>>;

/** The bytes of a program as text, as if no time passed. */
function timeless(program: Uint8Array): string {
  const times = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z|(?<="now": ?)\d+/g;
  return Buffer.from(program)
    .toString('latin1')
    .replace(times, (time) => 'T'.repeat(time.length));
}

/** What of two programs is not the same: nothing, or the place with what stands around it. */
function difference(argv: readonly string[], env: Env = {}): object | undefined {
  const inXs = xs.plan(argv, env);
  // It has taken the lock, which made its file.
  rmSync(root, { recursive: true, force: true });
  const host = { ...nodeHost({ pid: inXs.pid, env, HostError }), lock: () => {} };
  const [one, other] = [timeless(inXs.program), timeless(plan(argv, host))];
  if (one === other) return undefined;
  const [mine, theirs] = [texts(one), texts(other)];
  const place = mine.findIndex((text, index) => text !== theirs[index]);
  return { argv, ...excerpts(mine[place] ?? one, theirs[place] ?? other) };
}

/** What people can read of a program, in pieces; lengths and offsets differ for what differs here. */
function texts(program: string): readonly string[] {
  return program.slice(64).match(/[ -\xff\n]{4,}/g) ?? [];
}

/** Where two texts begin to differ. */
function excerpts(one: string, other: string): { readonly xs: string; readonly node: string } {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  const near = (text: string) => text.slice(Math.max(0, at - 100), at + 100);
  return { xs: near(one), node: near(other) };
}

const commands = {
  create: ['--root', root, 'create', '--bundle', bundle, 'a'],
  run: ['--root', root, 'run', '--bundle', bundle, 'a'],
  explain: ['--root', root, 'explain', '--format', 'json', bundle],
  table: ['--root', root, 'explain', bundle],
  validate: ['validate', bundle],
  report: ['validate', '--format', 'json', bundle],
} as const;

/** The first difference over a config.json, with the commands named or all. */
function differenceOver(
  config: string | Uint8Array,
  names: readonly (keyof typeof commands)[] = ['create', 'run', 'explain', 'table', 'validate', 'report'],
): object | undefined {
  writeFileSync(join(bundle, 'config.json'), config);
  for (const name of names) {
    const found = difference(commands[name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

const withChanges = (changes: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(
    Object.entries(changes).reduce<unknown>((whole, [pointer, value]) => change(whole, pointer, value), full),
    null,
    2,
  );

for (const entry of readdirSync(bundles, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  t.test(`bundles/${entry.name}`, (t) => {
    const config = readFileSync(join(bundles, entry.name, 'config.json'));
    t.strictSame(differenceOver(config), undefined);
    for (const facts of ['facts.json', 'rootless/facts.json']) {
      for (const command of ['run', 'create', 'start', 'delete', 'kill', 'state']) {
        const options = ['--facts', join(bundles, facts), '--command', command, '--format', 'json'];
        t.strictSame(difference(['explain', bundle, ...options]), undefined, `${command} with ${facts}`);
      }
    }
    t.end();
  });
}

t.test('the configs that engines wrote', beside(samples), (t) => {
  for (const file of readdirSync(samples)) {
    t.strictSame(differenceOver(readFileSync(join(samples, file))), undefined, file);
  }
  t.end();
});

t.test('the official vectors', beside(official), (t) => {
  for (const file of readdirSync(official, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.json')) continue;
    t.strictSame(differenceOver(readFileSync(join(official, file)), ['run', 'validate']), undefined, file);
  }
  t.end();
});

t.test('configs with every property', (t) => {
  for (const config of [full, { ...full, ...platforms }]) {
    t.strictSame(differenceOver(JSON.stringify(config)), undefined);
    t.strictSame(differenceOver(JSON.stringify(config, null, '\t')), undefined);
  }
  t.end();
});

t.test('configs that are refused', (t) => {
  for (const { changes, text } of Object.values(refused).flatMap((all) =>
    all.filter((_, n) => n % 3 === 0),
  )) {
    t.strictSame(differenceOver(withChanges(changes), ['create', 'report']), undefined, text);
  }
  t.end();
});

t.test('texts that are no config', (t) => {
  for (const [name, [text]] of Object.entries(malformed)) {
    t.strictSame(differenceOver(text, ['create', 'report']), undefined, name);
  }
  t.end();
});

/** The hostname is written as given, between the quotes. */
const named = (text: string) =>
  JSON.stringify({ ...full, annotations: { '@@': 'x', a: '@@' }, hostname: '@@' }).replaceAll('@@', text);
const limit = (text: string) =>
  JSON.stringify({
    ...full,
    linux: { ...full.linux, resources: { memory: { limit: '@@' }, cpu: { period: '@@' } } },
  }).replaceAll('"@@"', text);
const nested = (depth: number) =>
  `{"ociVersion":"1.3.0","root":{"path":"/"},"x":${'[{"a":'.repeat(depth)}1${'}]'.repeat(depth)}}`;
const bytes = (text: string) => Buffer.from(text, 'latin1');

const unusual: Readonly<Record<string, string | Uint8Array>> = {
  'characters beyond ASCII': named('bücher ☃ 日本語'),
  'a surrogate pair': named('😀\u{10ffff}'),
  'a surrogate pair in escapes': named('\\ud83d\\ude00'),
  'half of a surrogate pair in escapes': named('\\ud83d'),
  'the other half of a pair in escapes': named('a\\ude00'),
  'the halves of a pair in the wrong order': named('\\ude00\\ud83d'),
  'half of a pair before a pair': named('\\ud83d😀'),
  'a pair that is half written in escapes': named('\\ud83d\\u0041\\ude00'),
  NUL: named('a\\u0000b'),
  'nothing but NUL': named('\\u0000'),
  'all control characters': named(
    Array.from({ length: 32 }, (_, code) => `\\u${code.toString(16).padStart(4, '0')}`).join(''),
  ),
  'separators of lines': named('\u2028\u2029\u0085\ufeff\u00a0'),
  'every short escape': named('\\"\\\\\\/\\b\\f\\n\\r\\t'),
  'a NUL byte': named('a\0b'),
  'a line break in a string': named('a\nb'),
  'a name of the prototype': named('__proto__'),
  'another name of the prototype': named('constructor'),
  'a name that is an index': named('0'),
  'a combining character': named('e\u0301 \u00e9'),
  'a letter whose capital is two': named('ßŉǰ'),
  'a thousand characters': named('x'.repeat(1000)),
  'a thousand characters beyond ASCII': named('😀'.repeat(1000)),
  'not UTF-8': bytes(named('\xff\xfe')),
  'half of a character': bytes(named('\xf0\x9f\x98')),
  'a character in too many bytes': bytes(named('\xc0\x80')),
  'half of a pair in UTF-8': bytes(named('\xed\xa0\x80')),
  'a pair in CESU-8': bytes(named('\xed\xa0\xbd\xed\xb8\x80')),
  'beyond the last character': bytes(named('\xf4\x90\x80\x80')),
  'a byte order mark': `\ufeff${named('a')}`,
  'UTF-16': Buffer.from(named('a'), 'utf16le'),
  zeros: new Uint8Array(4096),
  'an error after pairs, on the same line': `{"a":"😀😀é",}`,
  'a pair where a value should be': '{"a":😀}',
  'half of a pair as a name, twice': '{"\\ud83d":1,"\\ud83d":2}',
  'the same name, in escapes': '{"a":1,"\\u0061":2}',
  'more names than an object has in itself': JSON.stringify({
    ...full,
    annotations: Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`n${n}`, `${n}`])),
  }),
  'names in the order of nobody': JSON.stringify({
    ...full,
    annotations: { z: '', '10': '', a: '', '9': '', '-1': '', '4294967295': '', '4294967294': '', é: '' },
  }),
  'many mounts': JSON.stringify({
    ...full,
    mounts: Array.from({ length: 50 }, (_, n) => ({
      destination: `/m${n}`,
      type: 'tmpfs',
      source: 'tmpfs',
    })),
  }),
};

for (const [name, config] of Object.entries(unusual)) {
  t.test(name, (t) => {
    t.strictSame(differenceOver(config), undefined);
    t.end();
  });
}

t.test('numbers', (t) => {
  const whole = [31n, 32n, 53n, 63n, 64n].flatMap((bits) => [-1n, 0n, 1n].map((more) => 2n ** bits + more));
  const numbers = [
    ...whole.flatMap((value) => [`${value}`, `-${value}`]),
    ...[
      '0',
      '-0',
      '1.0',
      '1.5',
      '-0.5',
      '1e3',
      '1E+3',
      '10e-1',
      '1e21',
      '1e308',
      '1e309',
      '-1e999',
      '1e-400',
    ],
    ...['123456789012345678901234567890', '0.1e1', '9007199254740993.0', '5e-324', '1.7976931348623159e308'],
    ...['100000000000000000000', '1000000000000000000000', '0.000001', '0.0000001', '123456.789e-3'],
    ...['01', '1.', '.5', '+1', '1e', '0x10', '1_000', 'NaN', 'Infinity', '-', '--1', '1n'],
  ];
  for (const number of numbers) {
    t.strictSame(differenceOver(limit(number), ['create', 'explain', 'report']), undefined, number);
  }
  t.end();
});

t.test('nesting', (t) => {
  for (const depth of [10, 62, 63, 64, 65, 1000, 100_000]) {
    t.strictSame(differenceOver(nested(depth), ['create', 'report']), undefined, `${depth}`);
    t.strictSame(differenceOver('['.repeat(depth), ['create', 'report']), undefined, `${depth} open`);
  }
  t.end();
});

t.test('what engines write on the command line', beside(argvForms), (t) => {
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(full));
  for (const line of readFileSync(argvForms, 'utf8').trimEnd().split('\n')) {
    const words = line.slice(line.indexOf('|') + 2).split(' ');
    // Its paths are of the machine where it was written.
    const moved = words.map((word) =>
      word.startsWith('/') || word.startsWith('$') ? join(xs.directory, word) : word,
    );
    const inBundle = moved.map((word, index) => (moved[index - 1] === '--bundle' ? bundle : word));
    const inRoot = inBundle.map((word, index) => (inBundle[index - 1] === '--root' ? root : word));
    const withRoot = inRoot.includes('--root') ? inRoot : ['--root', root, ...inRoot];
    for (const argv of [withRoot, withRoot.map((word) => word.replace(/<.*?>/, 'a'))]) {
      t.strictSame(difference(argv), undefined, argv.join(' '));
    }
  }
  t.end();
});

t.test('other command lines', (t) => {
  writeFileSync(join(bundle, 'config.json'), withChanges({}));
  const forms: readonly (readonly string[])[] = [
    [],
    [''],
    ['help'],
    ['--help'],
    ['-h'],
    ['--version'],
    ['version'],
    ['spec'],
    ['spec', '--rootless'],
    ['features'],
    ['sepc'],
    ['creat', 'a'],
    ['create'],
    ['create', 'a', 'b'],
    ['create', '--bundel', bundle, 'a'],
    ['create', '--bundle'],
    ['create', '--bundle', '/nonexistent', 'a'],
    ['create', '--bundle', `/${'x'.repeat(300)}`, 'a'],
    ['create', '--bundle', join(bundle, 'config.json'), 'a'],
    ...[
      'é',
      '😀',
      '..',
      '.',
      '',
      'a/b',
      'a b',
      '-',
      'x'.repeat(2000),
      'A_b-c.d+e',
      '\n',
      '\u2028',
      '\ufffd',
    ].flatMap((id) => [
      ['create', '--bundle', bundle, id],
      ['state', id],
      ['delete', '--force', id],
      ['kill', id, 'KILL'],
      ['explain', id],
      [id],
    ]),
    ...[
      'KILL',
      'SIGTERM',
      'sigterm',
      '9',
      '0',
      '64',
      '65',
      '-1',
      '1.5',
      '1e1',
      'RTMIN+3',
      'RTMAX',
      'é',
      '0x9',
    ].map((signal) => ['kill', 'a', signal]),
    ...['0', '3', '-1', 'x', '1e3', '1.5', ' 1', '99999999999999999999', '', '٣'].map((fds) => [
      ...['create', '--bundle', bundle, '--preserve-fds', fds, 'a'],
    ]),
    ...['bash', 'zsh', 'fish', 'x'].map((shell) => ['completion', shell]),
    ...['create', 'run', 'kill', 'delete', 'list', 'state', 'nothing'].flatMap((topic) => [
      ['help', topic],
      [topic, '--help'],
    ]),
    ['list'],
    ['list', '--format', 'json'],
    ['list', '--quiet'],
    ['--log', '/dev/null', '--log-format', 'yaml', 'list'],
    ['--log', 'ü/😀', '--debug', 'list'],
    ['--rootless=maybe', 'list'],
    ['--', 'list'],
  ];
  for (const form of forms) {
    const argv = ['--root', root, ...form];
    // Of a line separator in a name, TAP makes two lines.
    t.strictSame(difference(argv), undefined, form.map(encodeURIComponent).join(' ').slice(0, 200));
  }
  t.end();
});

t.test('the environment', (t) => {
  writeFileSync(join(bundle, 'config.json'), withChanges({}));
  const environments: readonly Env[] = [
    { XDG_RUNTIME_DIR: xs.directory },
    { XDG_RUNTIME_DIR: '' },
    { LISTEN_FDS: '2', LISTEN_FDNAMES: 'é:😀' },
    { LISTEN_FDS: '2', LISTEN_PID: '1' },
    { NOTIFY_SOCKET: '/run/notify' },
    { __proto__x: '1', toString: '2', constructor: '3' },
    { 'ü😀': 'x', a: 'x'.repeat(100_000) },
  ];
  for (const env of environments) {
    for (const argv of [commands.create, commands.run, commands.explain]) {
      t.strictSame(difference(argv, env), undefined, JSON.stringify(env).slice(0, 100));
    }
  }
  t.end();
});

/** Throws where there is a difference, as properties do. */
function requireNone(found: object | undefined): void {
  if (found === undefined) return;
  throw new Error(JSON.stringify(found, (_, v) => (typeof v === 'bigint' ? `${v}` : v)));
}

t.test('generated configs', (t) => {
  const property = fc.property(
    configTexts,
    fc.constantFrom<keyof typeof commands>('create', 'run', 'explain', 'table'),
    (config, command) => requireNone(differenceOver(config, [command])),
  );
  t.doesNotThrow(() => fc.assert(property, { numRuns: 1500 }));
  t.end();
});

t.test('generated command lines', (t) => {
  writeFileSync(join(bundle, 'config.json'), withChanges({}));
  const flags = Object.entries<Readonly<Record<string, OptionSpec>>>({
    globals: globalOptions,
    ...Object.fromEntries(Object.entries(table).map(([name, { options }]) => [name, options])),
  }).flatMap(([, options]) => Object.keys(options).map(flagName));
  const word = fc.oneof(
    // The state root stays the test's own.
    fc.constantFrom(...flags.filter((flag) => flag !== 'root')).map((flag) => `--${flag}`),
    fc.constantFrom(...Object.keys(table)),
    fc.constantFrom(
      'a',
      'b/c',
      '..',
      bundle,
      '0',
      '3',
      '-1',
      'KILL',
      'json',
      'true',
      '--',
      '',
      'ü😀',
      '/dev/null',
    ),
    fc
      .tuple(fc.constantFrom('--bundle', '--format', '--preserve-fds', '-b', '--all', '--debug'), fc.string())
      .map(([flag, value]) => `${flag}=${value.replaceAll('\0', '')}`),
  );
  const line = fc.oneof(
    fc.array(word, { maxLength: 6 }),
    fc
      .tuple(fc.constantFrom(...Object.keys(table)), fc.array(word, { maxLength: 5 }))
      .map(([name, rest]) => [name, ...rest]),
  );
  const property = fc.property(line, (argv) => requireNone(difference(['--root', root, ...argv])));
  t.doesNotThrow(() => fc.assert(property, { numRuns: 1500 }));
  t.end();
});

t.test('a good config with any piece of its text changed', (t) => {
  const good = JSON.stringify(full, null, 1);
  const piece = fc.oneof(
    fc.string({ maxLength: 3, unit: 'binary' }),
    fc.constantFrom('"', '\\', '\\u0000', '{', '[', '0', 'e9', '\\ud800', '\t', ',', '😀'),
  );
  const damaged = fc
    .tuple(fc.nat({ max: good.length }), fc.nat({ max: 3 }), piece)
    .map(([start, length, text]) => good.slice(0, start) + text + good.slice(start + length));
  const property = fc.property(fc.oneof({ weight: 3, arbitrary: damaged }, fc.json()), (config) =>
    requireNone(differenceOver(config, ['create', 'report'])),
  );
  t.doesNotThrow(() => fc.assert(property, { numRuns: 250 }));
  t.end();
});
