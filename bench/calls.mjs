// System calls of one `run`, process by process: strace(1).

import { readFileSync } from 'node:fs';

/** How many calls one run makes: of all its processes, and without Node's; undefined where strace did not work. */
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

function count(log) {
  const lines = log.split('\n').map((line) => /^(\d+) +(.*)$/.exec(line) ?? []);
  const parents = new Map();
  const planners = new Set();
  for (const [, pid, text] of lines) {
    // What was interrupted in the log is resumed with its result.
    const [, child] = /^(?:<\.\.\. )?clone3?\b.* = (\d+)$/.exec(text) ?? [];
    if (child) parents.set(child, pid);
    if (/^execve\(".*\/node"/.test(text)) planners.add(pid);
  }
  const isNode = (pid) => pid !== undefined && (planners.has(pid) || isNode(parents.get(pid)));
  // Resumed calls were counted where they began; signals and ends are no calls.
  const calls = lines.filter(([, , text]) => text !== undefined && /^[a-z]/.test(text));
  return { all: calls.length, node: calls.filter(([, pid]) => isNode(pid)).length };
}
