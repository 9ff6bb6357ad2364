/** The planner's heap lies in the launcher's own file: what is not whole is not used. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const launcher = fileURLToPath(new URL('../../dist/runts', import.meta.url));

t.test('a launcher whose file ends too early says that it cannot read the planner', (t) => {
  const file = join(t.testdir(), 'runts');
  copyFileSync(launcher, file);
  truncateSync(file, statSync(file).size - 1);
  const { status, stdout, stderr } = spawnSync(file, ['--version'], { encoding: 'utf8' });
  t.strictSame(
    { status, stdout, stderr },
    { status: 1, stdout: '', stderr: 'runts: cannot read the planner: ENOEXEC: exec format error\n' },
  );
  t.end();
});

t.test(
  'the planner runs on a stack of its own, whatever soft limit the engine set for the container',
  (t) => {
    const limited = ['-c', 'ulimit -S -s 64; exec "$0" --version', launcher];
    const { status, stderr } = spawnSync('/bin/sh', limited, { encoding: 'utf8' });
    t.strictSame({ status, stderr }, { status: 0, stderr: '' });
    t.end();
  },
);
