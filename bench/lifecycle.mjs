// The life of a container, runts against other runtimes on the same bundle: what it costs, and where it goes.
//
//   npm run bench -- [--rounds N] [--json FILE]
//
// Needs root, a C compiler and a built dist/. Without runc, crun, strace or perf the figures that need them are left out, by
// name. Prints markdown.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { countCalls } from './calls.mjs';
import { Driver } from './driver.mjs';
import { measureMemory } from './memory.mjs';
import { measurePhases } from './phases.mjs';
import { measurePlanner } from './planner.mjs';
import { report } from './report.mjs';
import { find, hiding, LAUNCHER, MachineAlone, Runtime, unifiedBesideLegacy, version } from './runtimes.mjs';
import { measureStarts, measureTimes } from './times.mjs';
import { Workshop } from './workshop.mjs';

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '40' }, json: { type: 'string' } },
});
const rounds = Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1) end(1, `cannot measure "${options.rounds}" rounds`);
if (process.getuid() !== 0) end(0, 'skipped: everything: needs root');
if (!existsSync(LAUNCHER)) end(1, 'cannot find dist/runts: npm run build makes it');

const workshop = new Workshop();
try {
  const results = await measure();
  if (options.json) writeFileSync(options.json, `${JSON.stringify(results, null, 1)}\n`);
  console.log(report(results));
} finally {
  workshop.close();
}

function end(status, text) {
  console.error(text);
  process.exit(status);
}

async function measure() {
  const [runcPath, crunPath, strace, perf] = ['runc', 'crun', 'strace', 'perf'].map(find);
  const here = new Driver('here', [workshop.driver]);
  const hidden = unifiedBesideLegacy();
  const legacy = new Driver('legacy', [...hiding(hidden), workshop.driver]);
  const runtime = (name, path, driver) =>
    path === undefined ? [] : [new Runtime(name, path, workshop, driver)];
  try {
    const [runts] = runtime('runts', LAUNCHER, here);
    const runc = runtime('runc', runcPath, here);
    const crun = runtime('crun', crunPath, legacy);
    const all = [runts, ...runc, ...crun];
    const machine = new MachineAlone(workshop, here);
    const results = {
      rounds,
      directories: [workshop.directory, workshop.state],
      host: describeHost(),
      versions: Object.fromEntries(all.map(({ name, path }) => [name, version(path)])),
      skipped: missing({ runc: runcPath, crun: crunPath, strace, perf }),
      starts: await measureStarts(startCommands(all), here, rounds),
      times: await measureTimes([runts, machine, ...runc], rounds, workshop),
      timesLegacy: {},
      planner: await measurePlanner(rounds, workshop, here),
      memory: {},
      phases: {},
      calls: {},
    };
    if (crunPath) {
      const beside = runtime('runts', LAUNCHER, legacy);
      const alone = new MachineAlone(workshop, legacy, hidden);
      results.timesLegacy = await measureTimes([...beside, alone, ...crun], rounds, workshop);
    }
    for (const one of all) results.memory[one.name] = await measureMemory(one, workshop);
    if (perf) results.phases = await measurePhases(runts, rounds, workshop);
    if (strace) for (const one of all) results.calls[one.name] = await countCalls(one, workshop);
    return results;
  } finally {
    here.stop();
    legacy.stop();
  }
}

/** What it takes to start each at all, and Node, which runts waits for. */
function startCommands(runtimes) {
  const versions = runtimes.map(({ name, path }) => [`${name} --version`, [path, '--version']]);
  return Object.fromEntries([['node -e 0', [process.execPath, '-e', '0']], ...versions]);
}

function missing(programs) {
  return Object.keys(programs).filter((name) => programs[name] === undefined);
}

function describeHost() {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8');
  const [v1, v2] = [/ - cgroup /.test(mounts), / - cgroup2 /.test(mounts)];
  return {
    cpus: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    kernel: release(),
    node: process.version,
    cgroups: v1 && v2 ? 'v1 and v2' : v1 ? 'v1' : 'v2',
  };
}
