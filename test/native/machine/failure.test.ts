import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { Op, Text } from '../../../runtime/plan/op.ts';
import { outcomeOf, runPlan, startPlan, type TestOp } from './run-plan.ts';

const needsRoot = process.getuid?.() === 0 ? {} : { skip: 'needs root' };
const undoing = (text: string, op: TestOp): TestOp => ({
  ...op,
  undo: [{ op: 'print', in: 'runtime', origin: '', fd: 1, text }],
});
const say = (text: string): TestOp => ({ op: 'print', fd: 1, text });
const missing: TestOp = { op: 'unlink', path: '/nope/nope', ifMissing: 'fail', origin: '/mounts/3' };

t.test('what was done before the failed op is undone, last first, and the failed op is not', (t) => {
  const outcome = runPlan([
    undoing('u1 ', say('1 ')),
    undoing('u2 ', say('2 ')),
    undoing('u3 ', missing),
    undoing('u4 ', say('4 ')),
  ]);
  t.strictSame(outcome, {
    status: 1,
    signal: null,
    stdout: '1 2 u2 u1 ',
    stderr:
      'runts: cannot remove file "/nope/nope": ENOENT: no such file or directory (config.json /mounts/3, stage test, call unlink)\n',
  });
  t.end();
});

t.test('an undo that fails keeps none from being carried out, and is told under --debug', (t) => {
  const failing: TestOp = { ...say(''), undo: [{ ...missing, in: 'runtime', origin: '' } as Op] };
  const ops = [undoing('u1', say('')), failing, missing];
  t.strictSame(runPlan(ops).stdout, 'u1');
  const { stdout, stderr } = runPlan(ops, { debug: true });
  t.equal(stdout, 'u1');
  t.equal(stderr.split('\n').length, 3);
  t.match(stderr.split('\n')[1], /^runts: cannot remove file "\/nope\/nope": ENOENT/);
  t.end();
});

t.test('before the undo, init is ended and reaped', needsRoot, (t) => {
  const directory = t.testdir();
  const script: Text = ['test -e /proc/', { slot: 'pid' }, ' || touch gone'];
  const clone: TestOp = {
    op: 'cloneInit',
    flags: ['CLONE_NEWPID'],
    undo: [{ op: 'spawn', in: 'runtime', origin: '', path: '/bin/sh', args: ['sh', '-c', script] }],
  };
  const here: TestOp = { op: 'print', in: 'container', fd: 1, text: 'here' };
  t.equal(runPlan([clone, here, missing], { cwd: directory }).stdout, 'here');
  t.ok(existsSync(join(directory, 'gone')));
  t.end();
});

t.test('a died init is named, with the op it was at', needsRoot, (t) => {
  const { status, stderr } = runPlan([
    { op: 'cloneInit', flags: ['CLONE_NEWUTS'] },
    say('go on'),
    { op: 'print', in: 'container', fd: 1, text: '' },
    {
      op: 'spawn',
      in: 'container',
      path: '/bin/sh',
      args: ['sh', '-c', 'kill -KILL $PPID; sleep 9'],
      origin: '/hooks/createContainer/0',
    },
    say('no'),
  ]);
  t.strictSame(
    { status, stderr },
    {
      status: 1,
      stderr:
        'runts: cannot run hook #0 of createContainer "/bin/sh": the init process was killed by signal 9 (config.json /hooks/createContainer/0, stage test)\n',
    },
  );
  t.end();
});

t.test('SIGTERM amid a hook is a failure like another', async (t) => {
  const child = startPlan([
    undoing('undone', say('')),
    { op: 'spawn', path: '/bin/sh', args: ['sh', '-c', 'echo up >&2; sleep 60'] },
  ]);
  const outcome = outcomeOf(child);
  await new Promise((resolve) => setTimeout(resolve, 200));
  child.kill('SIGTERM');
  t.strictSame(await outcome, {
    status: 1,
    signal: null,
    stdout: 'undone',
    stderr: 'runts: cannot run "/bin/sh": interrupted by a signal: up (stage test)\n',
  });
});

t.test('SIGINT while the container track works is a failure of what it is at', needsRoot, async (t) => {
  const child = startPlan([
    undoing('undone', { op: 'cloneInit', flags: ['CLONE_NEWPID'] }),
    { op: 'spawn', in: 'container', path: '/bin/sleep', args: ['sleep', '60'] },
    say('no'),
  ]);
  const outcome = outcomeOf(child);
  await new Promise((resolve) => setTimeout(resolve, 200));
  child.kill('SIGINT');
  t.strictSame(await outcome, {
    status: 1,
    signal: null,
    stdout: 'undone',
    stderr: 'runts: cannot run "/bin/sleep": interrupted by signal 2 (stage test)\n',
  });
});

t.test('the JSON log gets one error object, after what is there already', (t) => {
  const directory = t.testdir();
  const path = join(directory, 'log.json');
  writeFileSync(path, 'before\n');
  const text = 'a "quoted"\\ \t\n\u0001\u007f é \u{1f600}';
  runPlan(
    [
      { op: 'log', level: 'warning', text: 'only under --debug' },
      { op: 'fail', text },
    ],
    { log: { path, format: 'json' } },
  );
  const [before, line, rest] = readFileSync(path, 'utf8').split('\n');
  t.strictSame([before, rest], ['before', '']);
  const { time, ...record } = JSON.parse(line ?? '');
  t.strictSame(record, { level: 'error', msg: text });
  t.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
  t.ok(Math.abs(Date.parse(time) - Date.now()) < 60_000, time);
  t.end();
});

t.test('the text log is quoted; under --debug it has every level', (t) => {
  const directory = t.testdir();
  const path = join(directory, 'log');
  const outcome = runPlan(
    [
      { op: 'log', level: 'warning', text: 'a "w"' },
      { op: 'fail', text: 'e\n' },
    ],
    { log: { path, format: 'text' }, debug: true },
  );
  t.equal(outcome.stderr, 'runts: a "w"\nrunts: e\\n\n');
  t.strictSame(
    readFileSync(path, 'utf8').replace(/time="[^"]+" /g, ''),
    'level=warning msg="a \\"w\\""\nlevel=error msg="e\\n"\n',
  );
  t.end();
});

t.test('where descriptors run out the error is logged and all is undone', (t) => {
  const cwd = t.testdir();
  const path = join(cwd, 'made');
  const undo: readonly Op[] = [{ op: 'removeTree', in: 'runtime', path, ifMissing: 'fail', origin: '' }];
  const held = Array.from(
    { length: 40 },
    (_, i) => ({ op: 'openNamespace', path: '/proc/self/ns/net', type: 'CLONE_NEWNET', as: `${i}` }) as const,
  );
  const log = { path: join(cwd, 'log'), format: 'json' } as const;
  const { stderr } = runPlan([{ op: 'mkdir', path, mode: 0o700, ifExists: 'fail', undo }, ...held], {
    shell: 'ulimit -n 40; exec "$@"',
    log,
  });
  t.match(stderr, /^runts: .*EMFILE: too many open files .*\n$/);
  t.match(JSON.parse(readFileSync(log.path, 'utf8')), { level: 'error', msg: /EMFILE/ });
  t.notOk(existsSync(path));
  t.end();
});

t.test('a log that cannot be written to is told of, and the error is still there', (t) => {
  const { status, stderr } = runPlan([{ op: 'fail', text: 'why' }], {
    log: { path: '/nope/log', format: 'json' },
  });
  t.strictSame({ status, stderr }, { status: 1, stderr: 'runts: why\nrunts: cannot write to the log\n' });
  t.notOk(existsSync('/nope'));
  t.end();
});
