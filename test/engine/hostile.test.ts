/** A hostile or huge config.json ends in one clear error, in bounded memory and time, never in a crash of the engine. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const launcher = fileURLToPath(new URL('../../dist/runts', import.meta.url));
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

/** The outcome of a command line, and the memory it touched at most. */
function outcome(words: readonly string[]) {
  const measure = `
    import resource, subprocess, sys
    done = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, capture_output=True, timeout=${SECONDS})
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    sys.stdout.buffer.write(b'%d %d\\n' % (done.returncode, peak) + done.stdout + done.stderr)`;
  const code = measure.replaceAll('\n    ', '\n').trim();
  const { stdout, stderr, status } = spawnSync('python3', ['-c', code, launcher, ...words], {
    encoding: 'latin1',
  });
  if (status !== 0) throw new Error(`it took longer than ${SECONDS} s, or could not be measured: ${stderr}`);
  const [, code1 = '', peak = '', said = ''] = /^(-?\d+) (\d+)\n([\s\S]*)$/.exec(stdout) ?? [];
  return { status: Number(code1), peak: Number(peak), said };
}

const python = spawnSync('python3', ['--version']).status === 0;
const skip = python ? false : 'host: no python3 to measure with';
t.setTimeout(300_000);

for (const [name, config] of Object.entries(texts)) {
  t.test(name, { skip }, (t) => {
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
