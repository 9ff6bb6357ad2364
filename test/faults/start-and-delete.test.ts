/**
 * Faults in the commands on a container that exists: at each op of start and delete the machine fails or is killed.
 * `delete --force` after it, or once more, leaves nothing. And a hook that runs does not outlive the runtime.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { PlannedOp } from '../../runtime/plan/plan.ts';
import { idOf, until } from '../conformance/box.ts';
import { conformance } from '../conformance/harness.ts';
import { buildProgram } from './build.ts';
import { NOTHING_LEFT, type Subject, subjects, Trial } from './trial.ts';

const skip = process.getuid?.() === 0 ? false : 'needs root';
const KILLED = 128 + 9;

const faults = {
  fails: { op: { op: 'fail', text: 'injected failure' }, prefix: [], status: 1 },
  'is killed': {
    op: { op: 'umask', mask: 0xfa17 },
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
