/** dist/start.cjs: the one planner, in Node. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { moduleScript } from '../../runtime/host/module-script.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));

// A launcher without the planner's heap asks Node.
const directory = mkdtempSync(join(tmpdir(), 'runts-start-'));
t.teardown(() => rmSync(directory, { recursive: true }));
for (const file of ['start.cjs', 'planner.cjs', 'planner.cache', 'runts.node', 'machine'])
  copyFileSync(join(project, 'dist', file), join(directory, file));
const runts = join(directory, 'runts');
copyFileSync(join(project, 'native/build/runts.bare'), runts);
symlinkSync(process.execPath, join(directory, 'node'));

const call = (...argv: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(runts, argv, { env: {}, encoding: 'utf8' });
  return { status, stdout, stderr };
};
const version = call('--version');

t.test('what Node planned is what the launcher with the planner in it says', (t) => {
  const { status, stdout, stderr } = spawnSync(join(project, 'dist/runts'), ['--version'], {
    encoding: 'utf8',
  });
  t.strictSame(version, { status, stdout, stderr });
  t.match(stdout, /^runts version /);
  t.end();
});

t.test('what a look at the host throws is an error that the planner knows', (t) => {
  t.strictSame(call('validate', '/nowhere'), {
    status: 1,
    stdout: '',
    stderr: 'runts: cannot open "/nowhere": ENOENT: no such file or directory\n',
  });
  t.end();
});

t.test('V8 takes the code cache that the build made', (t) => {
  const file = join(directory, 'planner.cjs');
  const cache = readFileSync(join(directory, 'planner.cache'));
  t.equal(moduleScript(readFileSync(file, 'latin1'), file, cache).cachedDataRejected, false);
  t.end();
});

t.test('the planner runs with a broken code cache, and without one', (t) => {
  const cache = join(directory, 'planner.cache');
  writeFileSync(cache, Buffer.alloc(10_000, 'no cache'));
  t.strictSame(call('--version'), version);
  rmSync(cache);
  t.strictSame(call('--version'), version);
  t.end();
});
