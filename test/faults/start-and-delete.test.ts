/**
 * Faults in the commands on a container that exists: at each op of start and delete the machine fails or is killed.
 * `delete --force` after it, or once more, leaves nothing. And a hook that runs does not outlive the runtime.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { PlannedOp } from '../../runtime/plan/plan.ts';
import { idOf, until } from '../conformance/box.ts';
import { conformance } from '../conformance/harness.ts';
import { type Config, merge } from '../conformance/spec.ts';
import { buildProgram } from './build.ts';
import { NOTHING_LEFT, type Subject, subjects, Trial } from './trial.ts';

const skip = process.getuid?.() === 0 ? false : 'needs root';
const KILLED = 128 + 9;

const faults = {
  fails: { op: { op: 'fail', text: 'injected failure' }, prefix: [], status: 1 },
  'is killed': {
    op: { op: 'signal', pid: 0x3ffa17, startTime: 0, signal: 0, ifMissing: 'skip' },
    prefix: [buildProgram('faults/fault.c'), 'kill', 'runts:[runtime]', '--'],
    status: KILLED,
  },
} as const;

t.setTimeout(300_000);

/** The ops with one more before the one at `index`. */
function insert(ops: readonly PlannedOp[], index: number, op: object): readonly PlannedOp[] {
  const inserted = { ...op, in: 'runtime', origin: '', stage: 'test' } as PlannedOp;
  return [...ops.slice(0, index), inserted, ...ops.slice(index)];
}

/** A fault before each op of a command on a container that was created, then `delete --force`. */
async function tryEach(t: Test, subject: Subject, words: readonly string[], kind: keyof typeof faults) {
  const trial = await Trial.open(subject, 'create');
  t.teardown(() => trial.close());
  const { op, prefix, status } = faults[kind];
  for (let index = 0, count = 1; index < count; index++) {
    await trial.carryOut();
    const ops = trial.planOf(...words);
    count = ops.length;
    const result = await trial.carryOut(insert(ops, index, op), prefix);
    const deleted = await trial.deleteForce();
    rmSync(trial.pidFile);
    const seen = { status: result.status, deleted, left: await trial.left() };
    const wanted = { status, deleted: { status: 0, stdout: '', stderr: '' }, left: NOTHING_LEFT };
    if (!t.strictSame(seen, wanted, `${index}: before ${ops[index]?.op}`)) return;
  }
}

for (const subject of subjects().filter(({ bundle }) => ['hello', 'hooks'].includes(bundle))) {
  for (const kind of ['fails', 'is killed'] as const) {
    for (const words of [['start'], ['delete', '--force']]) {
      const name = `${words.join(' ')} ${kind} at each op, and delete --force leaves nothing of ${subject.name}`;
      t.test(name, { skip }, (t) => tryEach(t, subject, words, kind));
    }
  }
}

t.test('start is killed at each of its system calls, and the status is what is true', { skip }, async (t) => {
  const sleeps = (config: Config) => merge(config, { process: { args: ['/bin/sleep', '1000'] } });
  const trial = await Trial.open({ name: 'sleeping', bundle: 'hello', change: sleeps }, 'create');
  t.teardown(() => trial.close());
  const file = join(trial.box.dir, 'io/count');
  const fault = (...words: string[]) => [buildProgram('faults/fault.c'), ...words, file, '--'];
  await trial.carryOut();
  await trial.carryOut(trial.planOf('start'), fault('count'));
  const calls = Number(readFileSync(file, 'utf8'));
  await trial.deleteForce();
  const seen: string[] = [];
  for (let call = 1; call <= calls; call++) {
    rmSync(trial.pidFile, { force: true });
    await trial.carryOut();
    const killed = await trial.carryOut(trial.planOf('start'), fault('fail', `${call}`, '0'));
    t.equal(killed.status, KILLED);
    const { status } = trial.state();
    if (status === 'created') t.match(await trial.carryOut(trial.planOf('start')), { status: 0, stderr: '' });
    t.throws(() => trial.planOf('start'), { message: 'cannot start an already running container' });
    seen.push(
      `${status}, ${(await becomes(Number(readFileSync(trial.pidFile, 'utf8')))) ? 'runs' : 'waits'}`,
    );
    t.match(await trial.carryOut(trial.planOf('kill').map(withKill)), { status: 0 });
    await until(() => trial.state().status === 'stopped');
    t.match(await trial.carryOut(trial.planOf('delete')), { status: 0, stderr: '' });
    rmSync(trial.pidFile, { force: true });
    if (!t.strictSame(await trial.left(), NOTHING_LEFT, `call ${call} of ${calls}`)) return;
  }
  // Nobody has told the one of the middle to go on: the call in whose place SIGKILL came.
  const runs = seen.lastIndexOf('created, runs') + 1;
  const wanted = seen.map((_, i) =>
    i < runs ? 'created, runs' : `running, ${i === runs ? 'waits' : 'runs'}`,
  );
  t.strictSame(seen, wanted);
  t.ok(runs > 0 && runs < calls - 1);
});

/** SIGTERM has no effect on a sleep that is process 1 of its namespace. */
function withKill(op: PlannedOp): PlannedOp {
  return op.op === 'signal' ? { ...op, signal: 9 } : op;
}

/** Whether an init becomes its program within a moment. */
async function becomes(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 30; tries++) {
    if (readFileSync(`/proc/${pid}/comm`, 'utf8') === 'sleep\n') return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}

for (const hook of ['prestart', 'createRuntime', 'createContainer'] as const) {
  conformance(`a hook of ${hook} that runs ends with the runtime`, {}, async (t, box) => {
    const begun = join(box.dir, 'begun');
    const args = ['sh', '-c', `: > ${begun}; exec sleep 1000`];
    const bundle = box.bundle({ hooks: { [hook]: [{ path: '/bin/sh', args }] } });
    const create = await box.spawn(['create', '--bundle', bundle.dir, idOf(bundle)]);
    await until(() => existsSync(begun));
    process.kill(create.pid, 'SIGKILL');
    t.equal((await create.done).status, KILLED);
    const deleted = await box.runtime(['delete', '--force', idOf(bundle)]);
    t.strictSame(deleted, { status: 0, stdout: '', stderr: '' });
  });
}
