/**
 * SIGKILL of the process that the engine started, as dist/runts, at any time: while the planner runs, as the machine
 * begins, amid its ops. No process waits for it, and `delete --force` leaves nothing.
 */
import { idOf } from '../conformance/box.ts';
import { conformance } from '../conformance/harness.ts';
import { descendants } from '../conformance/leftovers.ts';
import { probeArgs } from '../conformance/spec.ts';

/** Milliseconds after the start: a create takes about a hundred. */
const MOMENTS = Array.from({ length: 30 }, (_, index) => index * 5);

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** By the command's own parent: nobody else can know that the pid is still its own. */
const killedAfter = (ms: number) => ({ prefix: ['timeout', '-s', 'KILL', `${(ms + 1) / 1000}`] });

conformance('create may be killed at any time', {}, async (t, box) => {
  const bundle = box.bundle({ process: { args: probeArgs([['sleep']]) } });
  for (const moment of MOMENTS) {
    await box.runtime(['create', '--bundle', bundle.dir, idOf(bundle)], killedAfter(moment));
    const waiting = (): number => descendants(box.engine.pid).length;
    // From its last moments on there is a container, which waits for start.
    const isCreated = async (): Promise<boolean> =>
      /"status": ?"created"/.test((await box.runtime(['state', idOf(bundle)])).stdout);
    for (let tries = 0; waiting() > 0 && !(await isCreated()) && tries < 50; tries++) await pause(20);
    t.ok(waiting() === 0 || (waiting() === 1 && (await isCreated())), `after ${moment} ms: nobody waits`);
    const deleted = await box.runtime(['delete', '--force', idOf(bundle)]);
    t.strictSame(deleted, { status: 0, stdout: '', stderr: '' }, `after ${moment} ms: it can be deleted`);
  }
});

conformance('so may start and delete', {}, async (t, box) => {
  const bundle = box.bundle({ process: { args: probeArgs([['sleep']]) } });
  for (const words of [['start'], ['delete', '--force']]) {
    for (const moment of MOMENTS.filter((_, index) => index % 3 === 0)) {
      await box.create(bundle);
      await box.runtime([...words, idOf(bundle)], killedAfter(moment));
      const deleted = await box.runtime(['delete', '--force', idOf(bundle)]);
      t.strictSame(deleted, { status: 0, stdout: '', stderr: '' }, `${words[0]} after ${moment} ms`);
    }
  }
});
