// The figures as markdown.

import { PHASES } from './phases.mjs';
import { STEPS } from './planner.mjs';
import { ratios, spread, summary, table } from './statistics.mjs';
import { FIGURES } from './times.mjs';

const RUNC = 'Against runc, where this machine has its cgroups';
const CRUN = 'Against crun, in a mount namespace that shows cgroup v1 alone where this machine has both';

/** All that was measured, for people. */
export function report(results) {
  const { rounds, versions, skipped } = results;
  const sections = [
    '# bench/lifecycle',
    `${Object.values(versions).join(', ')}; ${Object.values(results.host).join(', ')}.`,
    [
      `${rounds} rounds, in turns; milliseconds as median (p10-p90), ratios as medians of each round's own.`,
      '"machine" is runts with its programs made before: what is left when the planner goes.',
    ].join('\n'),
    ...skipped.map((name) => `Skipped: what needs ${name}, which this machine lacks.`),
    timesOf(RUNC, results.times, 'runc'),
    timesOf(CRUN, results.timesLegacy, 'crun'),
    section('What a start costs', ['command', 'ms'], startsOf(results)),
    section('Memory, KiB', MEMORY, memoryOf(results)),
    section('System calls of one run', ['runtime', 'calls'], Object.entries(results.calls)),
    section('Where one run goes (traced, which costs some itself)', ['phase', 'ms'], phasesOf(results)),
    section('The planner, in the launcher', ['step', 'ms'], plannerOf(results)),
  ];
  return sections.filter(Boolean).join('\n\n');
}

function section(title, header, rows) {
  return rows.length === 0 ? '' : `## ${title}\n\n${table(header, rows)}`;
}

function timesOf(title, times, peer) {
  if (times.run === undefined) return '';
  const shown = ['runts', 'machine', peer].filter((name) => times.run[name]);
  const compared = shown.includes(peer) ? ['runts', 'machine'] : [];
  const header = ['figure', ...shown, ...compared.map((name) => `${name} / ${peer}`)];
  const rows = FIGURES.map((figure) => [
    figure,
    ...shown.map((name) => spread(summary(times[figure][name]))),
    ...compared.map((name) => spread(ratios(times[figure][name], times[figure][peer]), 2)),
  ]);
  return section(title, header, rows);
}

function startsOf({ starts }) {
  return Object.entries(starts).map(([command, values]) => [command, spread(summary(values))]);
}

const MEMORY = [
  'runtime',
  'create, peak of any process',
  'create, the process called',
  'waiting init, resident',
  'proportional',
  'peak',
];

function memoryOf({ memory }) {
  return Object.entries(memory).map(([name, { create, createOwn, init }]) => [
    name,
    ...[create, createOwn, init.resident, init.proportional, init.peak],
  ]);
}

function phasesOf({ phases }) {
  return PHASES.filter(([name]) => phases[name]).map(([name, text]) => [text, spread(phases[name], 2)]);
}

function plannerOf({ planner }) {
  return STEPS.map(([step, text]) => [text, spread(planner[step], 2)]);
}
