// Where the time of one `run` goes, process by process, by tracepoints: perf-trace(1). A tracer that stops processes would
// change what it looks at.

import { readFileSync } from 'node:fs';
import { summary } from './statistics.mjs';

const EVENTS = ['sched:sched_process_exec', 'sched:sched_process_exit', 'clone3', 'sendmsg'];

/** The spans between the marks that `spans` finds, in order. */
export const PHASES = [
  ['launcher', 'launcher: start, plan, execute the machine'],
  ['before', 'machine: check the program; claim the id, make cgroups'],
  ['clone', 'machine: clone3, namespaces included'],
  ['runtime', 'machine, runtime track: device rules, state'],
  ['container', 'machine, container track: cgroups, mounts, masks, identity'],
  ['program', 'the program, from execve to its exit'],
  ['after', 'machine: wait, remove what was made, exit'],
  ['whole', 'the whole run, as traced'],
];

/** Milliseconds of each phase, as a summary of `rounds` runs. */
export async function measurePhases(runtime, rounds, workshop) {
  const bundle = workshop.bundle('phases');
  const log = workshop.path('phases.perf');
  const words = ['perf', 'trace', '-T', '-e', EVENTS.join(','), '-o', log];
  const all = [];
  for (let round = -1; round < rounds; round++) {
    await runtime.driver.run([...words, ...runtime.words('run', '--bundle', bundle, 'phases')]);
    if (round >= 0) all.push(spans(events(readFileSync(log, 'utf8'))));
  }
  return Object.fromEntries(PHASES.map(([name]) => [name, summary(all.map((one) => one[name]))]));
}

/** Lines are `TIME ( DURATION ms): COMM/TID EVENT`; what began before the trace has a `?` for its time. */
function events(log) {
  return log
    .split('\n')
    .map((line) => /^ *([\d.]+) \( *([\d.]*)(?: ms)? *\): .*?\/(\d+) +(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, at, ms, tid, text]) => ({ at: Number(at), ms: Number(ms), tid, text }))
    .sort((a, b) => a.at - b.at);
}

function spans(log) {
  const find = (what, after, test) => {
    const event = log.find((each) => each.at >= after && test(each));
    if (event === undefined) throw new Error(`the trace does not show ${what}`);
    return event;
  };
  const is = (name) => (event) => event.text.startsWith(name);
  const exec = is('sched:sched_process_exec');
  const exit = is('sched:sched_process_exit');

  const launcher = find('the launcher', 0, exec);
  const own = (test) => (event) => event.tid === launcher.tid && test(event);
  const machine = find('the machine', launcher.at + 1e-6, own(exec));
  const clone = find('init cloned', machine.at, own(is('clone3(')));
  const cloned = clone.at + clone.ms;
  const program = find('the program executed', cloned, exec);
  const ended = find(
    'the end of the program',
    program.at,
    (event) => event.tid === program.tid && exit(event),
  );
  const end = find('the end', ended.at, own(exit));

  // Each message on the way hands the turn to the other track.
  const turns = { runtime: 0, container: 0 };
  let since = cloned;
  let turn = launcher.tid;
  for (const { at, tid } of log.filter((event) => is('sendmsg(')(event) && event.at > clone.at)) {
    if (tid !== turn || at > program.at) continue;
    turns[turn === launcher.tid ? 'runtime' : 'container'] += at - since;
    turn = turn === launcher.tid ? program.tid : launcher.tid;
    since = at;
  }
  turns.container += program.at - since;

  return {
    launcher: machine.at - launcher.at,
    before: clone.at - machine.at,
    clone: clone.ms,
    ...turns,
    program: ended.at - program.at,
    after: end.at - ended.at,
    whole: end.at - launcher.at,
  };
}
