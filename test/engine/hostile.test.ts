/** A hostile or huge config.json ends in one clear error, in bounded memory and time, never in a crash of the engine. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const launcher = at('dist/runts');
const source = at('bench/spawn.c');
/** So much memory may be touched, in KiB; and so many seconds may pass before it is taken for a loop without end. */
const MEMORY = 256 * 1024;
const SECONDS = 60;

const config = { ociVersion: '1.3.0', root: { path: 'rootfs' }, process: { args: ['/bin/true'], cwd: '/' } };
const many = <T>(length: number, make: (index: number) => T) =>
  Array.from({ length }, (_, index) => make(index));
const text = (changes: object) => JSON.stringify({ ...config, ...changes });
const annotations = (length: number) => Object.fromEntries(many(length, (i) => [`org.example.${i}`, 'v']));

const texts: Readonly<Record<string, string>> = {
  'ten thousands of annotations': text({ annotations: annotations(30_000) }),
  'ten thousands of annotations, and then no JSON': `${text({ annotations: annotations(20_000) })}}`,
  'a name that is given ten thousands of times': `{${many(60_000, () => '"a":1').join()}}`,
  'ten thousands of mounts': text({ mounts: many(10_000, (i) => ({ destination: `/${i}`, type: 'tmpfs' })) }),
  'ten thousands of things that are no mounts': text({ mounts: many(100_000, () => 7) }),
  'ten thousands of variables': text({ process: { ...config.process, env: many(50_000, (i) => `K${i}=v`) } }),
  'ten thousands of maskedPaths': text({ linux: { maskedPaths: many(30_000, (i) => `/proc/${i}`) } }),
  'a million blanks': `{${' '.repeat(1_000_000)}`,
  'a million levels': '['.repeat(1_000_000),
  'two megabytes': text({ annotations: { a: 'x'.repeat(2_000_000) } }),
  'a hundred megabytes': `{"a":"${'x'.repeat(100_000_000)}"}`,
};

// What the bench measures peaks with.
const driver = `${t.testdir()}/spawn`;
const built = spawnSync('cc', ['-std=c17', '-D_GNU_SOURCE', '-Os', '-static', source, '-o', driver]);
t.equal(built.status, 0, 'the driver compiles');

/** The outcome of a command line, and the memory it touched at most. */
function outcome(words: readonly string[]) {
  const input = `${[launcher, ...words].join('\t')}\n`;
  const options = { input, encoding: 'utf8', timeout: 1000 * SECONDS } as const;
  const { stdout, stderr, error } = spawnSync(driver, options);
  if (error) throw error;
  const [, status, peak] = stdout.split(' ').map(Number);
  return { status, peak: peak ?? Number.POSITIVE_INFINITY, said: stderr };
}

t.setTimeout(300_000);

for (const [name, config] of Object.entries(texts)) {
  t.test(name, (t) => {
    const directory = t.testdir();
    const bundle = join(directory, 'bundle');
    mkdirSync(join(bundle, 'rootfs'), { recursive: true });
    writeFileSync(join(bundle, 'config.json'), config);
    const root = join(directory, 'root');
    const { status, peak, said } = outcome(['--root', root, 'run', '--bundle', bundle, 'hostile']);
    t.equal(status, 1, `it fails, and is not killed: ${said.slice(0, 200)}`);
    t.match(said, /^runts: [^\n]+\n$/, 'one error, a line');
    t.ok(peak <= MEMORY, `peak of ${peak} KiB`);
    t.notOk(existsSync(root), 'nothing is left');
    t.end();
  });
}
