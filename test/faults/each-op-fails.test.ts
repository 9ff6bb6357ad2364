/**
 * Failure injection over the plan of every bundle: each op fails in turn. After it: exit status 1, one line that says
 * why, and nothing left: no process, mount, control group, state, lock, pid file or temporary file.
 */
import { rmSync } from 'node:fs';
import t from 'tap';
import { NOTHING_LEFT, subjects, Trial } from './trial.ts';

const skip = process.getuid?.() === 0 ? false : 'needs root';
const injected = { op: 'fail', text: 'injected failure' } as const;

t.setTimeout(300_000);

for (const subject of subjects()) {
  for (const command of ['create', 'run'] as const) {
    t.test(`nothing is left when an op of ${command} of ${subject.name} fails`, { skip }, async (t) => {
      const trial = await Trial.open(subject, command);
      t.teardown(() => trial.close());
      for (const at of failurePoints(trial)) {
        const { status, stderr } = await trial.carryOut(trial.insert(at.index, injected, at.track));
        const seen = { status, stderr, left: await trial.left() };
        // One assertion a failure, not two hundred a bundle.
        const wanted = { status: 1, stderr: 'runts: injected failure\n', left: NOTHING_LEFT };
        if (!t.strictSame(seen, wanted, `${at.index}: ${at.name}`)) return;
      }
    });
  }

  t.test(`start tells of each op that fails after the wait in ${subject.name}`, { skip }, async (t) => {
    const trial = await Trial.open(subject, 'create');
    t.teardown(() => trial.close());
    const { ops } = trial.plan;
    const waiting = ops.findIndex(({ op }) => op === 'waitForStart');
    for (const [index, { op, stage }] of ops.entries()) {
      if (index <= waiting) continue;
      const created = await trial.carryOut(trial.insert(index, injected));
      const started = await trial.box.runtime(['start', trial.id]);
      const deleted = await trial.box.runtime(['delete', trial.id]);
      rmSync(trial.pidFile);
      const seen = { created, started, deleted, left: await trial.left() };
      const wanted = {
        created: { status: 0, stdout: '', stderr: '' },
        started: { status: 1, stdout: '', stderr: 'runts: injected failure\n' },
        deleted: { status: 0, stdout: '', stderr: '' },
        left: NOTHING_LEFT,
      };
      if (!t.strictSame(seen, wanted, `${index}: before ${op} of stage ${stage}`)) return;
    }
  });
}

/** Before the first op nothing is there that could be left. */
function failurePoints({ plan: { ops }, first }: Trial) {
  const waiting = ops.findIndex(({ op }) => op === 'waitForStart');
  const end = waiting < 0 ? ops.length : waiting + 1;
  return ops
    .map(({ op, stage, in: track }, index) => ({ index, name: `before ${op} of stage ${stage}`, track }))
    .slice(Math.max(first, 1), end);
}
