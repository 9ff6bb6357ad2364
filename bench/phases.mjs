// Where the time of one `run` goes, process by process: strace(1) that stops at eight kinds of system calls only, by a
// seccomp filter, so that the rest goes at its own speed.

import { readFileSync } from 'node:fs';
import { summary } from './statistics.mjs';

const CALLS = 'execve,execveat,clone,clone3,sendmsg,exit_group';

/** The spans between the marks that `spans` finds, in order. */
export const PHASES = [
  ['launcher', 'until Node is executed'],
  ['node', 'Node: start, load the planner, plan, send the program'],
  ['handover', 'launcher: take the program, reap Node, execute the machine'],
  ['before', 'machine: check the program; claim the id, make cgroups'],
  ['clone', 'machine: clone3, namespaces included'],
  ['container', 'machine, container track: rootfs, mounts, masks, identity'],
  ['runtime', 'machine, runtime track: cgroups, limits, state'],
  ['program', 'the program, from execve to its exit'],
  ['after', 'machine: wait, remove what was made, exit'],
  ['whole', 'the whole run, as traced'],
];

/** Milliseconds of each phase, as a summary of `rounds` runs. */
export async function measurePhases(runtime, rounds, workshop) {
  const bundle = workshop.bundle('phases');
  const log = workshop.path('phases.strace');
  const all = [];
  for (let round = -1; round < rounds; round++) {
    const words = [
      'strace',
      '-f',
      '--seccomp-bpf',
      '-qq',
      '-ttt',
      '-T',
      '-s',
      '8',
      '-e',
      `trace=${CALLS}`,
      '-o',
      log,
    ];
    await runtime.driver.run([...words, ...runtime.words('run', '--bundle', bundle, 'phases')]);
    if (round >= 0) all.push(spans(events(readFileSync(log, 'utf8'))));
  }
  return Object.fromEntries(PHASES.map(([name]) => [name, summary(all.map((one) => one[name]))]));
}

function events(log) {
  return log
    .split('\n')
    .map((line) => /^(\d+) +(\d+\.\d+) (.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid, time, text]) => ({ pid, at: Number(time) * 1000, text }));
}

/** When a call came back with what: its own line says, or where others came between, the one that resumes it. */
function returned(log, call) {
  const own = ({ pid, text }) => pid === call.pid && / = \d+ <[\d.]+>$/.test(text);
  const { text } = log.slice(log.indexOf(call)).find(own) ?? {};
  const [, value, seconds] = / = (\d+) <([\d.]+)>$/.exec(text) ?? [];
  return { value, at: call.at + Number(seconds) * 1000 };
}

function spans(log) {
  const launcher = log[0].pid;
  const first = (what, test) => {
    const event = log.find(test);
    if (event === undefined) throw new Error(`the trace does not show ${what}`);
    return event;
  };
  const start = log[0].at;
  const node = first('Node', ({ pid, text }) => pid !== launcher && text.startsWith('execve('));
  const sent = first('the program', ({ pid, text }) => pid === node.pid && text.includes('"RUNTSPLN'));
  const machine = first('the machine', ({ pid, text }) => pid === launcher && text.startsWith('execveat('));
  const clone = first(
    'init',
    ({ pid, at, text }) => pid === launcher && at > machine.at && text.startsWith('clone3('),
  );
  const cloned = returned(log, clone);
  const init = cloned.value;
  const exec = first('the program', ({ pid, text }) => pid === init && text.startsWith('execve('));
  const exit = first('its end', ({ pid, text }) => pid === init && text.startsWith('exit_group('));
  const end = log.at(-1).at;

  // Each message on the way hands the turn to the other track.
  const batons = log.filter(
    ({ pid, at, text }) =>
      at > cloned.at && at < exec.at && text.startsWith('sendmsg(') && (pid === launcher || pid === init),
  );
  const turns = { container: 0, runtime: 0 };
  let turn = launcher;
  let since = cloned.at;
  for (const { pid, at } of [...batons, { pid: init, at: exec.at }]) {
    turns[turn === launcher ? 'runtime' : 'container'] += at - since;
    turn = pid === launcher ? init : launcher;
    since = at;
  }
  return {
    launcher: node.at - start,
    node: sent.at - node.at,
    handover: machine.at - sent.at,
    before: clone.at - machine.at,
    clone: cloned.at - clone.at,
    ...turns,
    program: exit.at - exec.at,
    after: end - exit.at,
    whole: end - start,
  };
}
