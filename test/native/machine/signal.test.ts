import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import t from 'tap';
import { runPlan } from './run-plan.ts';

const DONE = { status: 0, signal: null, stdout: '', stderr: '' };

/** Each op that knows a process by its pid, for one that is to be gone already. */
function opsOf(pid: number) {
  return [
    { op: 'signal', pid, startTime: 1, signal: 9, ifMissing: 'skip' },
    { op: 'endProcess', pid, startTime: 1, patienceMs: 1 },
    { op: 'awaitExit', pid, startTime: 1, timeoutMs: 1 },
  ] as const;
}

t.test('a process is gone when its number is a thread of another', (t) => {
  const thread = readdirSync('/proc/self/task')
    .map(Number)
    .find((tid) => tid !== process.pid);
  for (const op of opsOf(thread ?? 0)) t.strictSame(runPlan([op]), DONE, op.op);
  t.match(runPlan([{ ...opsOf(thread ?? 0)[0], ifMissing: 'fail' }]).stderr, 'ESRCH');
  t.end();
});

t.test('a process is gone when its number is but a session that goes on without it', (t) => {
  const sleeper = 'sleep 1000 >/dev/null 2>&1 & echo $$ $!';
  const { stdout } = spawnSync('setsid', ['--wait', 'sh', '-c', sleeper], { encoding: 'utf8' });
  const [session = 0, child = 0] = stdout.trim().split(' ').map(Number);
  t.teardown(() => process.kill(child, 'SIGKILL'));
  for (const op of opsOf(session)) t.strictSame(runPlan([op]), DONE, op.op);
  t.end();
});
