// What the planner costs in the embedded engine: launchers with stand-ins for the machine and for the planner, the difference of
// which is the planner, and one that takes its steps apart.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { forEngine } from '../scripts/bundle.mjs';
import { shuffled, summary } from './statistics.mjs';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

export const STEPS = [
  ['nothing', 'a static executable that ends at once'],
  ['start', 'and the engine: heap read, the machine executed'],
  ['whole', 'and the plan'],
  ['plan', 'so argv to program, in a process that has just started'],
  ['argv', 'warm: command line to invocation'],
  ['read', 'warm: read config.json'],
  ['parse', 'warm: parse, validate, check'],
  ['JSON.parse', 'warm: of that JSON.parse'],
  ['facts', 'warm: facts'],
  ['stages', 'warm: stages'],
  ['encode', 'warm: encode'],
];

/** Milliseconds of each step, as a summary of `rounds` processes. */
export async function measurePlanner(rounds, workshop, driver) {
  const exit = workshop.path('exit');
  execFileSync('cc', ['-nostdlib', '-static', '-Os', '-s', here('exit.c'), '-o', exit]);
  const words = [
    '--root',
    `${workshop.state}/planner`,
    'run',
    '--bundle',
    workshop.bundle('planner'),
    'planner',
  ];
  const commands = {
    nothing: [exit],
    start: [launcher(workshop, 'start', await bundle(workshop, 'idle-planner.js'), exit), ...words],
    whole: [launcher(workshop, 'whole', `${PROJECT}/dist/planner.cjs`, exit), ...words],
  };
  const steps = [launcher(workshop, 'steps', await bundle(workshop, 'step-planner.ts')), ...words];
  const all = [];
  for (let round = -1; round < rounds; round++) {
    const one = {};
    for (const [name, command] of shuffled(Object.entries(commands)))
      one[name] = (await driver.run(command)).ms;
    one.plan = one.whole - one.start;
    Object.assign(one, JSON.parse(execFileSync(steps[0], steps.slice(1), { encoding: 'utf8', env: {} })));
    if (round >= 0) all.push(one);
  }
  return Object.fromEntries(STEPS.map(([step]) => [step, summary(all.map((one) => one[step]))]));
}

async function bundle(workshop, entry) {
  const outfile = workshop.path(`${entry}.cjs`);
  await build({ ...forEngine, entryPoints: [here(entry)], outfile });
  return outfile;
}

/** A launcher with another planner, and perhaps another machine; the objects of XS are the project's own. */
function launcher(workshop, name, planner, machine) {
  const directory = workshop.path(name);
  const parts = [
    `BUILD=${directory}/build`,
    `DIST=${directory}/dist`,
    'XS_BUILD=build',
    `PLANNER=${planner}`,
  ];
  const other = machine === undefined ? [] : [`MACHINE=${machine}`];
  const make = ['make', '-s', '-j2', '-C', 'native', 'launcher', ...parts, ...other];
  execFileSync('flock', ['dist/.lock', ...make], { cwd: PROJECT, stdio: 'pipe' });
  return `${directory}/dist/runts`;
}
