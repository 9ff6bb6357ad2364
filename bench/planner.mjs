// What the planner costs in a Node that has just started, step by step, by Node's own clock.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { summary } from './statistics.mjs';

/** A script that prints its own figures, and what they are. */
const SCRIPTS = [
  {
    script: 'plan-once.cjs',
    steps: [
      ['boot', 'Node: from its start to our first line'],
      ['load', 'load the planner from its code cache'],
      ['plan', 'argv to program'],
      ['addon', 'load the addon'],
    ],
  },
  {
    script: 'plan-steps.mjs',
    steps: [
      ['argv', 'command line to invocation'],
      ['parse', 'config.json: read, parse, validate, check'],
      ['facts', 'facts'],
      ['stages', 'stages'],
      ['encode', 'encode'],
    ],
  },
];

export const STEPS = SCRIPTS.flatMap(({ steps }) => steps);

/** Milliseconds of each step, as a summary of `rounds` processes. */
export function measurePlanner(rounds, workshop) {
  const bundle = workshop.bundle('planner');
  const words = ['--root', `${workshop.state}/planner`, 'run', '--bundle', bundle, 'planner'];
  const result = {};
  for (const { script, steps } of SCRIPTS) {
    const path = fileURLToPath(new URL(script, import.meta.url));
    const all = Array.from({ length: rounds }, () =>
      JSON.parse(execFileSync(process.execPath, [path, ...words], { encoding: 'utf8', env: {} })),
    );
    for (const [step] of steps) result[step] = summary(all.map((one) => one[step]));
  }
  return result;
}
