/**
 * SIGKILL at each op of the plan of every bundle. Of the runtime: nobody waits for it for ever, and `delete --force`
 * leaves nothing. Of setup or init: the runtime says so, ends with status 1 and leaves nothing itself.
 */
import { rmSync } from 'node:fs';
import t from 'tap';
import { buildProgram } from './build.ts';
import { NOTHING_LEFT, type Subject, subjects, Trial } from './trial.ts';

const skip = process.getuid?.() === 0 ? false : 'needs root';
/** The op that fault.c knows by its argument; it has no effect. */
const marker = { op: 'signal', pid: 0x3ffa17, startTime: 0, signal: 0, ifMissing: 'skip' } as const;
const KILLED = 128 + 9;

t.setTimeout(300_000);

for (const subject of subjects()) {
  for (const command of ['create', 'run'] as const) {
    const name = `${command} of ${subject.name}`;

    t.test(`delete --force removes what a killed ${name} left`, { skip }, async (t) => {
      const trial = await Trial.open(subject, command);
      t.teardown(() => trial.close());
      const { ops } = trial.plan;
      const last = ops.findIndex(({ op }) => op === 'waitForStart' || op === 'execve');
      for (const [index, { op, stage }] of ops.entries()) {
        if (index < trial.first || index % stride(subject, 2) > 0) continue;
        // What comes after the wait is for `start` to reach.
        if (command === 'create' && index > last) break;
        const killed = await kill(trial, 'runtime', index);
        // From the last hand-over on the container lives without the runtime.
        const waiting = index <= last ? await trial.waiting() : 0;
        const engine = subject.name === 'bundles/hello' && command === 'create';
        const deleted = engine
          ? await trial.box.runtime(['delete', '--force', trial.id])
          : await trial.deleteForce();
        const left = await trial.left();
        // The engine asked for the pid file, and it is the engine's to remove.
        const files = left.files.filter((path) => path !== trial.pidFile);
        const seen = { killed: killed.status, waiting, deleted, left: { ...left, files } };
        const wanted = {
          killed: KILLED,
          waiting: 0,
          deleted: { status: 0, stdout: '', stderr: '' },
          left: NOTHING_LEFT,
        };
        if (!t.strictSame(seen, wanted, `${index}: before ${op} of stage ${stage}`)) return;
        rmSync(trial.pidFile, { force: true });
      }
    });

    for (const track of ['init', 'setup'] as const) {
      // Only one of the bundles joins a namespace.
      if (track === 'setup' && subject.bundle !== 'joined') continue;
      t.test(`nothing is left when ${track} is killed in ${name}`, { skip }, async (t) => {
        const trial = await Trial.open(subject, command);
        t.teardown(() => trial.close());
        const { ops } = trial.plan;
        const begun = ops.findIndex(({ op }) => op === (track === 'init' ? 'cloneInit' : 'cloneSetup'));
        const first = Math.max(begun + 1, track === 'init' ? trial.first : 0);
        const last = ops.findIndex(({ op, in: on }) =>
          track === 'init' ? op === 'waitForStart' || op === 'execve' : on === 'setup' && op === 'exit',
        );
        for (const [index, { op, stage }] of ops.slice(first, last + 1).entries()) {
          if (track === 'init' && index % stride(subject, 4) > 0) continue;
          const { status, stderr } = await kill(trial, track, first + index);
          const seen = { status, lines: stderr.split('\n').length - 1, left: await trial.left() };
          const wanted = { status: 1, lines: 1, left: NOTHING_LEFT };
          t.match(stderr, new RegExp(`^runts: .*the ${track} process was killed by signal 9`));
          if (!t.strictSame(seen, wanted, `${first + index}: before ${op} of stage ${stage}`)) return;
        }
      });
    }
  }
}

/** Every op of the first bundle; of the others, which are much alike, one in so many. */
function stride({ bundle }: Subject, others: number): number {
  return bundle === 'hello' ? 1 : others;
}

/** Carries the plan out up to the op at `index`, where the process of this name dies. */
function kill(trial: Trial, name: string, index: number) {
  return trial.carryOut(trial.insert(index, marker), [
    buildProgram('faults/fault.c'),
    'kill',
    `runts:[${name}]`,
    '--',
  ]);
}
