/**
 * Bad input, end to end: whatever stands where config.json should be, create says in one line what is wrong and where,
 * ends with status 1, leaves nothing, and never waits.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { parseArgv } from '../../runtime/commands/parse.ts';
import { ConfigError } from '../../runtime/errors.ts';
import { nodeHost } from '../../runtime/host/node.ts';
import { planInvocation } from '../../runtime/planner.ts';
import { change } from '../spec/vectors/change.ts';
import { full } from '../spec/vectors/full.ts';
import { malformed } from '../spec/vectors/malformed.ts';
import { type Refused, refused } from '../spec/vectors/refused.ts';

const RUNTS = fileURLToPath(new URL('../../dist/runts', import.meta.url));
/** Milliseconds; a refusal takes a tenth of a second, twenty million characters a little more. */
const TIMEOUT = 10_000;

const dir = mkdtempSync(join(tmpdir(), 'runts-input-'));
t.teardown(() => rmSync(dir, { recursive: true, force: true }));

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Whether the state root was made. */
  readonly left: boolean;
}

let count = 0;

/** `create` of a bundle directory that `make` has filled. */
async function create(make: (bundle: string) => void, ...options: readonly string[]): Promise<Outcome> {
  const name = `${count++}`;
  const bundle = join(dir, 'bundles', name);
  const root = join(dir, 'roots', name);
  mkdirSync(bundle, { recursive: true });
  make(bundle);
  const words = ['--root', root, 'create', '--bundle', bundle, ...options, 'victim'];
  const child = spawn(RUNTS, words, { stdio: ['ignore', 'pipe', 'pipe'], timeout: TIMEOUT, env: {} });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, stdout, stderr: stderr.replaceAll(bundle, 'BUNDLE'), left: existsSync(root) };
}

const withText = (text: string | Uint8Array) => (bundle: string) =>
  writeFileSync(join(bundle, 'config.json'), text);

/** What every refusal looks like. */
const refusal = (stderr: string): Outcome => ({ status: 1, stdout: '', stderr, left: false });

function document({ changes }: Refused): string {
  const changed = Object.entries(changes).reduce<unknown>(
    (whole, [at, value]) => change(whole, at, value),
    full,
  );
  return JSON.stringify(changed, null, 2);
}

/** As the machine shows what would break the line. */
function oneLine(text: string): string {
  return text.replaceAll('\0', '\\0').replaceAll('\n', '\\n');
}

/** Two at a time: as many as there are processors at least. */
async function each<T>(all: readonly T[], act: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const worker = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await act(one);
  };
  await Promise.all([worker(), worker()]);
}

t.test('every bad config is refused by the planner, before anything is locked', (t) => {
  const vectors = Object.values(refused).flat();
  const texts = [
    ...vectors.map((vector) => [document(vector), vector.property, vector.text] as const),
    ...Object.values(malformed).map(([text]) => [text, undefined, ''] as const),
  ];
  t.ok(texts.length >= 200, `${texts.length} configs`);
  for (const [text, property, message] of texts) {
    const host = {
      ...nodeHost(),
      read: () => text,
      lock: () => t.fail('a lock was taken'),
    };
    const argv = parseArgv(['--root', '/nonexistent', 'create', '--bundle', '/bundle', 'victim']);
    try {
      planInvocation(argv, host, { preserveFds: 0, debug: false, log: undefined });
      t.fail(`accepted: ${message}`);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      t.match(error.message, /^\/bundle\/config\.json:\d+:\d+: /);
      if (property === undefined) continue;
      t.equal(error.property, property);
      t.ok(error.message.endsWith(message), message);
    }
  }
  t.end();
});

t.test('create of a bad config names file, position and pointer, and leaves nothing', async (t) => {
  const vectors = Object.values(refused).flatMap((all) => all.filter((_, index) => index % 3 === 0));
  t.ok(vectors.length >= 60, `${vectors.length} configs`);
  await each(vectors, async (vector) => {
    const { stderr, ...outcome } = await create(withText(document(vector)));
    const said = stderr.replace(/:\d+:\d+: /, ':L:C: ');
    const pointer = vector.property === '' ? '' : `${vector.property}: `;
    const wanted = refusal(`runts: BUNDLE/config.json:L:C: ${oneLine(pointer)}${vector.text}\n`);
    t.strictSame({ ...outcome, stderr: said }, wanted, vector.text);
  });
});

t.test('create of what is no JSON says where it stops to be', async (t) => {
  await each(Object.entries(malformed), async ([name, [text, message]]) => {
    const wanted = refusal(`runts: ${message.replace(/^c:/, 'BUNDLE/config.json:')}\n`);
    t.strictSame(await create(withText(text)), wanted, name);
  });
});

t.test('a config that is cut off anywhere is refused', async (t) => {
  const text = JSON.stringify(full);
  const lengths = Array.from({ length: 12 }, (_, index) => Math.floor((index * text.length) / 12));
  await each([...lengths, text.length - 1], async (length) => {
    const outcome = await create(withText(text.slice(0, length)));
    t.match(outcome.stderr, /^runts: BUNDLE\/config\.json:1:\d+: [^\n]+\n$/, `${length} characters`);
    t.strictSame(outcome, refusal(outcome.stderr));
  });
});

const unusual: Readonly<Record<string, readonly [make: (bundle: string) => void, says: RegExp]>> = {
  'no config.json': [() => {}, /ENOENT: no such file or directory/],
  'a bundle that does not exist': [(bundle) => rmSync(bundle, { recursive: true }), /ENOENT/],
  'a bundle that is a file': [
    (bundle) => {
      rmSync(bundle, { recursive: true });
      writeFileSync(bundle, '');
    },
    /ENOTDIR: not a directory/,
  ],
  'a directory': [(bundle) => mkdirSync(join(bundle, 'config.json')), /EISDIR|directory|regular file/],
  'a device without end': [
    (bundle) => symlinkSync('/dev/zero', join(bundle, 'config.json')),
    /regular file|EINVAL|ENODEV/,
  ],
  'a terminal or none': [
    (bundle) => symlinkSync('/dev/tty', join(bundle, 'config.json')),
    /ENXIO|regular file|EINVAL/,
  ],
  'a symlink to itself': [(bundle) => symlinkSync('config.json', join(bundle, 'config.json')), /ELOOP/],
  'a symlink to nowhere': [(bundle) => symlinkSync('nowhere', join(bundle, 'config.json')), /ENOENT/],
  'bytes that are not UTF-8': [
    withText(Buffer.from('{"ociVersion":"1.0.0","hostname":"\xff\xfe"}', 'latin1')),
    /EILSEQ|UTF-8/,
  ],
  'half of a character': [withText(Buffer.from('{"hostname":"\xf0\x9f\x98', 'latin1')), /EILSEQ|UTF-8/],
  'a character in too many bytes': [withText(Buffer.from('{"a":"\xc0\x80"}', 'latin1')), /EILSEQ|UTF-8/],
  'half of a surrogate pair': [withText(Buffer.from('{"a":"\xed\xa0\x80"}', 'latin1')), /EILSEQ|UTF-8/],
  'UTF-16': [withText(Buffer.from(JSON.stringify(full), 'utf16le')), /./],
  zeros: [withText(new Uint8Array(4096)), /./],
  'an executable': [withText(readFileSync('/bin/true')), /./],
  'twenty million characters': [
    withText(`{"a":"${'x'.repeat(20 * 1024 * 1024)}"}`),
    /EFBIG|too (large|long|big)|at most/,
  ],
  'twenty million blanks': [
    withText(`${' '.repeat(20 * 1024 * 1024)}{}`),
    /EFBIG|too (large|long|big)|at most/,
  ],
  'a terabyte of nothing': [
    (bundle) => ftruncateSync(openSync(join(bundle, 'config.json'), 'w'), 2 ** 40),
    /EFBIG|too (large|long|big)|at most/,
  ],
};

t.test('what is no config at all is refused', async (t) => {
  await each(Object.entries(unusual), async ([name, [make, says]]) => {
    const outcome = await create(make);
    t.strictSame(outcome, refusal(outcome.stderr), name);
    t.match(outcome.stderr, /^runts: [^\n]+\n$/, name);
    t.match(outcome.stderr, says, name);
    t.ok(outcome.stderr.length < 500, `${name}: a line that people can read`);
  });
});

t.test('a FIFO is not waited for', async (t) => {
  const outcome = await create((bundle) => {
    spawnSync('mkfifo', [join(bundle, 'config.json')]);
  });
  t.strictSame(outcome, refusal(outcome.stderr));
  t.match(outcome.stderr, /^runts: [^\n]+\n$/);
});

const ordinary = process.getuid?.() === 0 ? { skip: 'root may read every file' } : {};
t.test('a config that may not be read is refused', ordinary, async (t) => {
  const outcome = await create((bundle) => {
    withText('{}')(bundle);
    chmodSync(join(bundle, 'config.json'), 0);
  });
  t.strictSame(outcome, refusal(outcome.stderr));
  t.match(outcome.stderr, /EACCES: permission denied/);
});

t.test('what a config says is quoted so that the error stays one line', async (t) => {
  const names = ['line\nbreak', 'return\r', 'escape\u001b[31m', 'next\u0085line', 'separator\u2028'];
  await each(names, async (name) => {
    for (const text of [
      JSON.stringify({ ...full, [name]: 1, hostname: 5 }),
      JSON.stringify({ ...full, hostname: { [name]: 1 } }),
      JSON.stringify({ ...full, rootfs: name, ociVersion: name }),
      JSON.stringify({ ...full, mounts: [{ destination: name, [name]: name, type: 5 }] }),
    ]) {
      const outcome = await create(withText(text));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      t.match(outcome.stderr, /^runts: [^\u0000-\u001f\u007f]+\n$/, encodeURIComponent(name));
      t.strictSame(outcome, refusal(outcome.stderr));
    }
  });
});

t.test('the log gets the same error, as the engines read it', async (t) => {
  const log = join(dir, 'log.json');
  const root = join(dir, 'roots/logged');
  const bundle = join(dir, 'bundles/logged');
  mkdirSync(bundle, { recursive: true });
  withText('{"ociVersion": "1.0.0",}')(bundle);
  const globals = ['--root', root, '--log', log, '--log-format', 'json'];
  const words = [...globals, 'create', '--bundle', bundle, 'victim'];
  const child = spawn(RUNTS, words, { stdio: 'ignore', timeout: TIMEOUT, env: {} });
  t.equal(await new Promise((resolve) => child.on('close', resolve)), 1);
  const [record, ...more] = readFileSync(log, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.strictSame(more, []);
  t.match(record, {
    level: 'error',
    msg: `${bundle}/config.json:1:23: /ociVersion: a comma must not stand before "}"`,
    time: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/,
  });
  t.notOk(existsSync(root));
});
