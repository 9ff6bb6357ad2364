// Wall time of what engines call, one runtime after the other within each round.

import { readFileSync } from 'node:fs';
import { shuffled } from './statistics.mjs';

/** What is timed, in the order of the tables. */
export const FIGURES = ['run', 'run, CPU', 'create+start+delete', 'create', 'start', 'delete', 'state'];

/** Rounds that are not counted: the first ones find cold caches. */
const WARM_UP = 3;

/**
 * Milliseconds by figure and runtime, a value a round: `times.run.runts[round]`. The runtimes that share `runtimes` take
 * turns, in random order in each round.
 */
export async function measureTimes(runtimes, rounds, workshop) {
  const idle = new Map();
  const times = Object.fromEntries(FIGURES.map((figure) => [figure, {}]));
  const note = (figure, runtime, ms) => {
    times[figure][runtime.name] ??= [];
    times[figure][runtime.name].push(ms);
  };

  for (const runtime of runtimes) {
    const bundle = workshop.bundle(`idle-${runtime.name}`, { waits: true });
    await runtime.call('create', '--bundle', bundle, 'idle');
    idle.set(runtime, bundle);
    await runtime.call('start', 'idle');
  }
  try {
    const bundle = workshop.bundle('bundle');
    const tasks = [timeRun, timeLifecycle, timeState];
    for (let round = -WARM_UP; round < rounds; round++) {
      for (const task of tasks) {
        for (const runtime of shuffled(runtimes)) {
          const measured = await task(runtime, bundle);
          if (round < 0) continue;
          for (const [figure, ms] of Object.entries(measured)) note(figure, runtime, ms);
        }
      }
    }
  } finally {
    for (const runtime of idle.keys()) await runtime.call('delete', '--force', 'idle');
  }
  return times;
}

async function timeRun(runtime, bundle) {
  const { ms, user, system } = await runtime.call('run', '--bundle', bundle, 'run');
  return { run: ms, 'run, CPU': user + system };
}

async function timeLifecycle(runtime, bundle) {
  const pidFile = `${bundle}/pid`;
  const create = await runtime.call('create', '--bundle', bundle, '--pid-file', pidFile, 'life');
  const start = await runtime.call('start', 'life');
  // Not timed: how long the container itself takes is not the runtime's affair.
  await runtime.driver.reap(readFileSync(pidFile, 'utf8'));
  const remove = await runtime.call('delete', 'life');
  return {
    create: create.ms,
    start: start.ms,
    delete: remove.ms,
    'create+start+delete': create.ms + start.ms + remove.ms,
  };
}

async function timeState(runtime) {
  const { ms } = await runtime.call('state', 'idle');
  return { state: ms };
}

/** Milliseconds that each of these command lines takes, a value a round: `{name: [file, ...args]}`, in turns. */
export async function measureStarts(commands, driver, rounds) {
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const [name, words] of shuffled(Object.entries(commands))) {
      const { ms } = await driver.run(words);
      if (round >= 0) times[name].push(ms);
    }
  }
  return times;
}
