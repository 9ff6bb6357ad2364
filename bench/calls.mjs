// System calls of one `run`, process by process: strace(1).

import { readFileSync } from 'node:fs';

/** How many calls one run makes: in all its processes; undefined where strace did not work. */
export async function countCalls(runtime, workshop) {
  const bundle = workshop.bundle(`calls-${runtime.name}`);
  const log = workshop.path(`calls-${runtime.name}.strace`);
  await runtime.driver.run([
    'strace',
    '-f',
    '-qq',
    '-o',
    log,
    ...runtime.words('run', '--bundle', bundle, 'calls'),
  ]);
  return count(readFileSync(log, 'utf8'));
}

// Resumed calls were counted where they began; signals and ends are no calls.
function count(log) {
  return log.split('\n').filter((line) => /^\d+ +[a-z]/.test(line)).length;
}
