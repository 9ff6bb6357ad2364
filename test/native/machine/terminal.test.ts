import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { programs } from '../../conformance/programs.ts';
import { containerPlan, makeRootfs, mount, skip } from './container.ts';
import { outcomeOf, type RunOptions, runPlan, startPlan, type TestOp } from './run-plan.ts';

/** A container with a terminal, in the foreground; its program is a shell line. */
function foreground(script: string): readonly TestOp[] {
  const rootfs = makeRootfs();
  t.teardown(() => rootfs.remove());
  const ops = containerPlan(rootfs.path, {
    runtime: [{ op: 'socketpair', as: 'console', peer: 'console-peer' }],
    mounts: [
      mount('devpts', '/dev/pts', { options: ['newinstance', 'ptmxmode=0666', 'mode=0620'] }),
      { op: 'openPty', as: 'master', peer: 'slave', uid: 0, rows: 0, columns: 0 },
      { op: 'sendFd', from: 'console-peer', fd: 'master', name: 'console' },
    ],
    own: [{ op: 'setsid' }, { op: 'controllingTerminal', peer: 'slave' }],
    script,
  });
  const sent = ops.findIndex((op) => op.op === 'sendFd') + 1;
  return [
    ...ops.slice(0, sent),
    { op: 'receiveFd', from: 'console', as: 'terminal' },
    ...ops.slice(sent, -2),
    { op: 'awaitExec' },
    { op: 'supervise', terminal: 'terminal' },
    { op: 'exit', status: 0, ofInit: true },
  ];
}

/** What such a container prints after its first line, "ready", and is then given this input to its end. */
async function fed(script: string, input: string) {
  const child = startPlan(foreground(script));
  const outcome = outcomeOf(child);
  await new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()));
  child.stdin?.end(input);
  const { status, stdout } = await outcome;
  return { status, stdout: stdout.replace('ready\r\n', '') };
}

const onPty: RunOptions = { shell: `exec ${programs().terminal} run 31x97 "$@"` };

t.test('a foreground terminal has the size of ours, and its status is the program’s', { skip }, (t) => {
  const outcome = runPlan(foreground('stty size; tty; exit 5'), onPty);
  t.strictSame(outcome, { status: 5, signal: null, stdout: '31 97\r\n/dev/pts/0\r\n', stderr: '' });
  t.end();
});

t.test('keys reach the program as they are, without an echo of our own', { skip }, async (t) => {
  const child = startPlan(foreground('stty raw -echo; echo ready; head -c 5 | od -An -tx1'), onPty);
  const outcome = outcomeOf(child);
  await new Promise<void>((resolve) => {
    child.stdout?.on('data', (text: string) => text.includes('ready') && resolve());
  });
  child.stdin?.write('\u0003\r\n\u0011\u007f');
  t.match((await outcome).stdout, / 03 0d 0a 11 7f/);
});

t.test('an interrupt key ends the program, not us', { skip }, async (t) => {
  const child = startPlan(
    foreground("trap 'echo caught; exit 9' INT; echo ready; while :; do sleep 0.05; done"),
    onPty,
  );
  const outcome = outcomeOf(child);
  await new Promise<void>((resolve) => {
    child.stdout?.on('data', (text: string) => text.includes('ready') && resolve());
  });
  child.stdin?.write('\u0003');
  const { status, stdout } = await outcome;
  t.equal(status, 9);
  t.match(stdout, 'caught');
});

t.test('a new size of our terminal is passed on', { skip }, async (t) => {
  const child = startPlan(
    foreground('trap "stty size; exit 0" WINCH; echo ready; while :; do sleep 0.05; done'),
    onPty,
  );
  const outcome = outcomeOf(child);
  await new Promise<void>((resolve) => {
    child.stdout?.on('data', (text: string) => text.includes('ready') && resolve());
  });
  // The helper is to be waiting again, or it would look at the signal only after its next key.
  await new Promise((resolve) => setTimeout(resolve, 200));
  child.kill('SIGUSR1');
  t.match((await outcome).stdout, '32 98');
});

t.test('nothing that the program prints is lost, however slow we are read', { skip }, async (t) => {
  const child = startPlan(foreground('stty -opost; seq 1 20000'), { machine: 'real' });
  await new Promise((resolve) => setTimeout(resolve, 300));
  const { stdout, status } = await outcomeOf(child);
  const expected = Array.from({ length: 20000 }, (_, i) => `${i + 1}\n`).join('');
  t.equal(status, 0);
  t.ok(stdout === expected, `${stdout.length} of ${expected.length} bytes`);
});

t.test('much input reaches the program, and its end too', { skip }, async (t) => {
  const lines = Array.from({ length: 5000 }, (_, i) => `line ${i}\n`).join('');
  const directory = t.testdir({ lines });
  const sum = runPlan([
    { op: 'spawn', path: '/bin/sh', args: ['sh', '-c', `cksum <${join(directory, 'lines')}; exit 1`] },
  ]);
  const { status, stdout } = await fed('stty -echo; echo ready; exec cksum', lines);
  t.equal(status, 0);
  t.match(sum.stderr, stdout.trim());
});

t.test('end-of-file amid a line ends the program’s reading too', { skip }, async (t) => {
  t.equal((await fed('stty -echo; echo ready; cat; echo end', 'no newline')).stdout, 'no newlineend\r\n');
});

t.test('output that nobody reads does not stop the program', { skip }, (t) => {
  const directory = t.testdir();
  const outcome = runPlan(foreground('yes | head -c 300000; exit 6'), {
    shell: `("$@"; echo $? >${directory}/status) | head -c1`,
  });
  t.equal(outcome.stdout, 'y');
  t.equal(readFileSync(join(directory, 'status'), 'utf8'), '6\n');
  t.end();
});

t.test('output to a file goes on where the file was', { skip }, (t) => {
  const directory = t.testdir({ out: 'before\n' });
  runPlan(foreground('echo after'), {
    shell: `"$@" >>${directory}/out; (echo one; "$@") >${directory}/second`,
  });
  t.equal(readFileSync(join(directory, 'out'), 'utf8'), 'before\nafter\r\n');
  t.end();
});

t.test('our terminal has its modes back afterwards', { skip }, (t) => {
  const directory = t.testdir();
  const script = join(directory, 'modes');
  writeFileSync(script, 'stty -g >$0.before\n"$@"\nstty -g >$0.after\n');
  runPlan(foreground('stty -a >/dev/null'), {
    shell: `exec ${programs().terminal} run 31x97 sh ${script} "$@"`,
  });
  t.equal(readFileSync(`${script}.after`, 'utf8'), readFileSync(`${script}.before`, 'utf8'));
  t.end();
});

t.test('signals are passed on, and a program ended by one gives 128+n', { skip }, async (t) => {
  const ops: readonly TestOp[] = [
    { op: 'cloneInit', flags: ['CLONE_NEWUTS'] },
    { op: 'findExecutable', in: 'container', name: 'sh', searchPath: '/bin' },
    {
      op: 'execve',
      in: 'container',
      args: ['sh', '-c', 'trap "echo got" USR1; echo ready; while :; do sleep 0.05; done'],
      env: ['PATH=/bin'],
    },
    { op: 'awaitExec' },
    { op: 'supervise' },
    { op: 'exit', status: 0, ofInit: true },
  ];
  const child = startPlan(ops);
  const outcome = outcomeOf(child);
  const seen = (word: string) =>
    new Promise<void>((resolve) => {
      child.stdout?.on('data', (text: string) => text.includes(word) && resolve());
    });
  await seen('ready');
  child.kill('SIGUSR1');
  await seen('got');
  child.kill('SIGTERM');
  t.strictSame(await outcome, { status: 143, signal: null, stdout: 'ready\ngot\n', stderr: '' });
});

t.test('as the subreaper we reap what lost its parent', { skip }, (t) => {
  const ops: readonly TestOp[] = [
    { op: 'cloneInit', flags: ['CLONE_NEWUTS'] },
    { op: 'findExecutable', in: 'container', name: 'sh', searchPath: '/bin' },
    {
      op: 'execve',
      in: 'container',
      args: [
        'sh',
        '-c',
        '(sh -c "echo \\$\\$ >&2; exit 0" & ) ; sleep 0.3; ps -o stat= --ppid $PPID | grep -c Z',
      ],
      env: ['PATH=/usr/bin:/bin'],
    },
    { op: 'awaitExec' },
    { op: 'supervise', subreaper: true },
    { op: 'exit', status: 0 },
  ];
  t.match(runPlan(ops), { status: 0, stdout: '0\n' });
  t.end();
});
