/**
 * Failure injection below the ops: system calls of create fail in turn, with one errno after another, be they
 * calls of an op, of a hand-over or of a process's beginning. Either the runtime can do without, then what it made is
 * whole and delete removes it, or it says so in one line, ends with status 1 and leaves nothing.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { buildProgram } from './build.ts';
import { type Left, NOTHING_LEFT, subjects, Trial } from './trial.ts';

const skip = process.getuid?.() === 0 ? false : 'needs root';
const errnos = { ENOMEM: 12, EACCES: 13, EMFILE: 24, EIO: 5, EPERM: 1, ENOENT: 2, ENOSYS: 38 };
/** One call in so many, each time with the next errno; all of them would take minutes. */
const STRIDE = { first: 3, others: 23 };

t.setTimeout(300_000);

for (const subject of subjects()) {
  t.test(`a system call that fails in create of ${subject.name} leaves nothing`, { skip }, async (t) => {
    const trial = await Trial.open(subject, 'create');
    t.teardown(() => trial.close());
    const calls = await count(trial);
    const step = subject.name === 'bundles/hello' ? STRIDE.first : STRIDE.others;
    const names = Object.entries(errnos);
    let done = 0;
    for (let call = 1; call <= calls; call += step) {
      const [name, errno] = names[done++ % names.length] ?? ['ENOMEM', 12];
      const seen = await failing(trial, call, errno);
      const failed = seen.status === 0 ? 0 : 1;
      const wanted = { ...seen, status: failed, lines: failed, left: NOTHING_LEFT };
      if (!t.strictSame(seen, wanted, `${name} at call ${call}`)) return;
    }
    t.comment(`${done} of ${calls} calls`);
  });
}

/** How many system calls the plan takes when nothing fails. */
async function count(trial: Trial): Promise<number> {
  const file = join(trial.box.dir, 'io/count');
  await trial.carryOut(trial.plan.ops, [buildProgram('faults/fault.c'), 'count', file, '--']);
  await tidy(trial);
  return Number(readFileSync(file, 'utf8'));
}

async function failing(trial: Trial, call: number, errno: number) {
  const file = join(trial.box.dir, 'io/call');
  const words = [buildProgram('faults/fault.c'), 'fail', `${call}`, `${errno}`, file, '--'];
  const { status, stderr } = await trial.carryOut(trial.plan.ops, words);
  if (status === 0) await tidy(trial);
  const number = Number(readFileSync(file, 'utf8'));
  return { number, status, stderr, lines: stderr.split('\n').length - 1, left: await left(trial, stderr) };
}

async function tidy(trial: Trial): Promise<void> {
  await trial.deleteForce();
  rmSync(trial.pidFile, { force: true });
}

/** Until its first op the machine knows of no lock that it could remove. */
async function left(trial: Trial, stderr: string): Promise<Left> {
  const left = await trial.left();
  const begun = stderr.includes('stage ');
  return { ...left, files: begun ? left.files : left.files.filter((path) => path !== trial.lock) };
}
