import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { runPlan, type TestOp } from './run-plan.ts';

const shell = (line: string, more: Partial<Extract<TestOp, { op: 'spawn' }>> = {}): TestOp => ({
  op: 'spawn',
  path: '/bin/sh',
  args: ['sh', '-c', line],
  ...more,
});
const why = (op: TestOp) => runPlan([op]).stderr;

t.test('a program gets exactly its arguments, its environment and its input', (t) => {
  const script = 'printf "%s|" "$0" "$@"; env | sort; cat; exit 1';
  const hook: TestOp = {
    op: 'spawn',
    path: '/bin/sh',
    args: ['name', '-c', script, 'zero', '', 'a b', ['pid ', { slot: 'pid' }]],
    env: ['B=1 2', 'A='],
    stdin: '{"id":"x"}',
  };
  t.match(why(hook), /exit status 1: zero\|\|a b\|pid -1\|A=\\nB=1 2\\nPWD=/);
  t.match(why(hook), '{"id":"x"} (stage test)');
  t.end();
});

t.test('without stdin it reads /dev/null', (t) => {
  t.match(why(shell('readlink /proc/self/fd/0; exit 1')), 'exit status 1: /dev/null (');
  t.end();
});

t.test('its output is not ours, and its end is what an error shows', (t) => {
  t.strictSame(runPlan([shell('echo out; echo err >&2')]), {
    status: 0,
    signal: null,
    stdout: '',
    stderr: '',
  });
  const stderr = why(shell('seq 1 100000; echo the end; echo; exit 3'));
  t.match(stderr, /exit status 3: \.\.\.[\d\\n]+99999\\n100000\\nthe end \(stage test\)\n$/);
  t.end();
});

t.test('input that it does not read is dropped', (t) => {
  t.equal(runPlan([shell('exit 0', { stdin: 'x'.repeat(1_000_000) })]).status, 0);
  t.end();
});

t.test('input larger than a pipe arrives whole', (t) => {
  t.match(why(shell('wc -c; exit 1', { stdin: 'x'.repeat(1_000_000) })), 'exit status 1: 1000000 (');
  t.end();
});

t.test('one that cannot be executed is an error with its errno', (t) => {
  t.match(
    why({ op: 'spawn', path: '/nope', args: ['nope'] }),
    'cannot run "/nope": ENOENT: no such file or directory (stage test, call execve)',
  );
  t.match(why({ op: 'spawn', path: '/etc/passwd', args: ['x'] }), 'EACCES: permission denied');
  t.end();
});

t.test('one that a signal ends is an error', (t) => {
  t.match(why(shell('kill -SEGV $$')), 'cannot run "/bin/sh": ended by signal 11 (');
  t.end();
});

t.test('at the timeout its whole process group ends', async (t) => {
  const directory = t.testdir();
  const began = Date.now();
  const late = join(directory, 'late');
  t.match(
    why(shell(`echo up; (sleep 1; touch ${late}) & wait`, { timeoutMs: 200 })),
    'it timed out after 200 ms: up (',
  );
  t.ok(Date.now() - began < 900);
  await new Promise((resolve) => setTimeout(resolve, 1200));
  t.notOk(existsSync(late));
});

t.test('what it leaves in the background is not waited for', (t) => {
  const began = Date.now();
  t.equal(runPlan([shell('sleep 3 & echo x')]).status, 0);
  t.ok(Date.now() - began < 2000);
  t.end();
});

t.test('ifFails warn goes on, and tells under --debug', (t) => {
  const ops: TestOp[] = [shell('echo why; exit 1', { ifFails: 'warn' }), { op: 'print', fd: 1, text: 'on' }];
  t.strictSame(runPlan(ops), { status: 0, signal: null, stdout: 'on', stderr: '' });
  t.equal(
    runPlan(ops, { debug: true }).stderr,
    'runts: cannot run "/bin/sh": exit status 1: why (stage test)\n',
  );
  t.end();
});
