import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { outcomeOf, startPlan, type TestOp } from './run-plan.ts';

const needsRoot = process.getuid?.() === 0 ? {} : { skip: 'needs root' };

/** The processes of a group, zombies left out. */
function groupOf(pgid: number): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const [, comm = '', state = '', , group] =
          /^\d+ \((.*)\) (\S) (\d+) (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
        return Number(group) === pgid && state !== 'Z' ? [`${pid} ${comm}`] : [];
      } catch {
        return [];
      }
    });
}

const spin = (track: 'runtime' | 'setup' | 'container'): TestOp => ({
  op: 'spawn',
  in: track,
  path: '/bin/true',
  args: ['true'],
});

/** As create is: two clones, hand-overs, programs on each track; then it waits for start. */
const ops = (directory: string): readonly TestOp[] => [
  { op: 'listen', path: join(directory, 'start.sock'), as: 'start' },
  { op: 'cloneSetup' },
  spin('setup'),
  { op: 'cloneInit', in: 'setup', flags: ['CLONE_NEWUTS', 'CLONE_NEWNS'] },
  spin('runtime'),
  spin('container'),
  spin('runtime'),
  { op: 'sethostname', in: 'container', name: 'x' },
  { op: 'writeFile', path: join(directory, 'pid'), data: [{ slot: 'pid' }], mode: 0o600 },
  spin('container'),
  // Nobody will start it: past this op, init is to stay.
  { op: 'print', fd: 1, text: 'created' },
  { op: 'waitForStart', in: 'container', from: 'start' },
];

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Kills the runtime track after so many milliseconds: whether it had created the container, what is left ten seconds later. */
async function killedAfter(delay: number, directory: string) {
  const machine = delay % 2 === 0 ? 'real' : 'asan';
  const child = startPlan(ops(directory), { machine, shell: 'exec setsid "$@"' });
  const group = child.pid ?? 0;
  let created = false;
  child.stdout?.on('data', () => {
    created = true;
  });
  const outcome = outcomeOf(child);
  await pause(delay);
  child.kill('SIGKILL');
  for (let i = 0; i < 2000 && groupOf(group).length > 0 && !created; i++) await pause(5);
  const left = groupOf(group);
  for (const line of left) process.kill(Number.parseInt(line, 10), 'SIGKILL');
  await outcome;
  return { created, left };
}

t.test('a runtime track that is killed at any moment leaves no process', needsRoot, async (t) => {
  const outcomes = [];
  for (let delay = 0; delay < 40; delay++) outcomes.push(await killedAfter(delay, t.testdir()));
  const unfinished = outcomes.filter(({ created }) => !created);
  t.comment(`${unfinished.length} of ${outcomes.length} were killed amid create`);
  t.ok(unfinished.length > 5);
  t.strictSame(
    unfinished.flatMap(({ left }) => left),
    [],
  );
});
