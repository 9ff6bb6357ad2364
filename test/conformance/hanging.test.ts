/**
 * A hook that hangs while its create or start holds the container's lock: what the other commands say meanwhile, and
 * that `delete --force` ends all of it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Box, type Bundle, fileExists, idOf, until } from './box.ts';
import type { Command, Result } from './engine.ts';
import { conformance } from './harness.ts';
import { descendants } from './leftovers.ts';
import { patience } from './patience.ts';
import { probeArgs } from './spec.ts';

const OK = { status: 0, stdout: '', stderr: '' };

/** Other runtimes have no lock, and go on as if nothing were being done. */
const OURS = { differs: { runc: 'it has no lock', crun: 'it has no lock' } };

/** A hook that makes the file `begun` of the rootfs and then waits for a child of its own. */
function hang({ rootfs }: Bundle): object {
  return { path: '/bin/sh', args: ['sh', '-c', `: > ${join(rootfs, 'begun')}; sleep 1000; :`] };
}

/** The same on the root of the container, where there is no shell. */
const HANG_INSIDE = [
  { path: '/probe', args: ['probe', 'append', '/begun', ''] },
  { path: '/probe', args: ['probe', 'sleep'] },
];

/** A bundle whose hook of this moment hangs. */
function hanging(box: Box, moment: string, more: object = {}): Bundle {
  const config = { process: { args: probeArgs([['sleep']]) }, ...more };
  const bundle = box.bundle(config);
  const hooks = { [moment]: moment === 'startContainer' ? HANG_INSIDE : [hang(bundle)] };
  return box.bundle({ ...config, hooks, root: { path: bundle.rootfs } });
}

/** Where the hook says that it has begun. */
function begun({ dir }: Bundle): string {
  const { root } = JSON.parse(readFileSync(join(dir, 'config.json'), 'utf8'));
  return join(root.path, 'begun');
}

async function state(box: Box, bundle: Bundle): Promise<string> {
  return JSON.parse((await box.runtime(['state', idOf(bundle)])).stdout).status;
}

/** How long a command takes, in seconds. */
async function timed(command: Promise<Result>): Promise<readonly [Result, number]> {
  const before = Date.now();
  const result = await command;
  return [result, (Date.now() - before) / 1000];
}

for (const moment of ['prestart', 'createRuntime', 'createContainer']) {
  conformance(`delete --force ends a create whose ${moment} hook hangs`, OURS, async (t, box) => {
    const bundle = hanging(box, moment);
    const id = idOf(bundle);
    const create = await box.spawn(['create', '--bundle', bundle.dir, id]);
    await fileExists(begun(bundle));
    t.equal(await state(box, bundle), 'creating');
    for (const [words, text] of [
      [['kill', id, 'KILL'], 'cannot kill a container that is being created'],
      [['start', id], 'cannot start a container that is being created'],
      [['delete', id], `cannot delete container ${id} that is not stopped: creating`],
    ] as const) {
      const [result, seconds] = await timed(box.runtime(words));
      t.strictSame(result, { status: 1, stdout: '', stderr: `runts: ${text}\n` });
      t.ok(seconds < 2 * patience, `${words[0]} took ${seconds} s`);
    }
    const [deleted, seconds] = await timed(box.runtime(['delete', '--force', id]));
    t.strictSame(deleted, OK);
    t.ok(seconds < 5 * patience, `it took ${seconds} s`);
    t.match(await create.done, { status: 1, stderr: /interrupted by / });
    t.notOk(existsSync(join(box.root, '.lock', id)), 'nor a lock');
  });
}

conformance(
  'delete --force ends a create whose hook hangs, in a shared pid namespace',
  OURS,
  async (t, box) => {
    const namespaces = [{ type: 'mount' }];
    const bundle = hanging(box, 'createContainer', { hostname: undefined, linux: { namespaces } });
    const create = await box.spawn(['create', '--bundle', bundle.dir, idOf(bundle)]);
    await fileExists(begun(bundle));
    t.strictSame(await box.runtime(['delete', '--force', idOf(bundle)]), OK);
    t.not((await create.done).status, 0);
  },
);

conformance('delete --force ends a create that may not be interrupted', OURS, async (t, box) => {
  const bundle = hanging(box, 'createRuntime');
  const create = await box.spawn(['create', '--bundle', bundle.dir, idOf(bundle)], {
    prefix: ['env', '--ignore-signal=TERM'],
  });
  await fileExists(begun(bundle));
  const [deleted, seconds] = await timed(box.runtime(['delete', '--force', idOf(bundle)]));
  t.strictSame(deleted, OK);
  t.ok(seconds < 10 * patience, `it took ${seconds} s`);
  t.equal((await create.done).status, 128 + 9);
  // Of a hook that is killed without warning, what it had started itself goes on: ours to end.
  for (const pid of descendants(box.engine.pid)) process.kill(pid, 'SIGKILL');
});

for (const moment of ['startContainer', 'poststart']) {
  conformance(`delete --force ends a start whose ${moment} hook hangs`, OURS, async (t, box) => {
    const bundle = hanging(box, moment);
    const container = await box.create(bundle);
    const { id } = container;
    const start: Command = await box.spawn(['start', id]);
    await fileExists(begun(bundle));
    t.equal(await state(box, bundle), 'running');
    for (const [words, text] of [
      [['start', id], 'cannot start an already running container'],
      [['delete', id], `cannot delete container ${id} that is not stopped: running`],
    ] as const) {
      const [result, seconds] = await timed(box.runtime(words));
      t.strictSame(result, { status: 1, stdout: '', stderr: `runts: ${text}\n` });
      t.ok(seconds < 2 * patience, `${words[0]} took ${seconds} s`);
    }
    const [deleted, seconds] = await timed(box.runtime(['delete', '--force', id]));
    t.strictSame(deleted, OK);
    t.ok(seconds < 5 * patience, `it took ${seconds} s`);
    t.equal((await start.done).status, 1);
    t.equal(await container.exited(), 128 + 9);
  });
}

conformance('delete waits ten seconds for a start whose container has ended', OURS, async (t, box) => {
  const bundle = hanging(box, 'poststart');
  const container = await box.create(bundle);
  const start = await box.spawn(['start', container.id]);
  await fileExists(begun(bundle));
  t.strictSame(await container.kill('KILL'), OK);
  await container.exited();
  const [refused, seconds] = await timed(container.delete());
  const stderr = `runts: another command holds the container "${container.id}"\n`;
  t.strictSame(refused, { status: 1, stdout: '', stderr });
  t.ok(seconds > 9 && seconds < 10 + 5 * patience, `it took ${seconds} s`);
  t.strictSame(await container.delete('--force'), OK);
  t.equal((await start.done).status, 1);
});

conformance('delete --force leaves alone a command that is about to end', OURS, async (t, box) => {
  const bundle = box.bundle({ process: { args: probeArgs([['sleep']]) } });
  const hook = { path: '/bin/sh', args: ['sh', '-c', `: > ${join(bundle.rootfs, 'begun')}; sleep 0.5`] };
  const slow = box.bundle({
    process: { args: probeArgs([['sleep']]) },
    hooks: { poststart: [hook] },
    root: { path: bundle.rootfs },
  });
  const container = await box.create(slow);
  const start = await box.spawn(['start', container.id]);
  await until(() => existsSync(join(bundle.rootfs, 'begun')));
  t.strictSame(await container.delete('--force'), OK);
  t.strictSame(await start.done, OK);
});
