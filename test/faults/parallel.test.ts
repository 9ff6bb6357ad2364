/**
 * Many commands at once: creates under the load that makes openat2(2) answer EAGAIN, and commands on one id that race
 * each other.
 */
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Box, type Bundle, idOf } from '../conformance/box.ts';
import { conformance } from '../conformance/harness.ts';
import { MOUNTS, probeArgs } from '../conformance/spec.ts';
import { buildProgram } from './build.ts';

const SLEEPER = { process: { args: probeArgs([['sleep']]) } };
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A bundle whose mount targets lead through many "..". */
function windingBundle(box: Box): Bundle {
  const destinations = range(8).map((index) => `/var/run/${'up/'.repeat(6)}m${index}`);
  const mounts = destinations.map((destination) => ({ destination, type: 'tmpfs', source: 'tmpfs' }));
  const bundle = box.bundle({
    mounts: [...MOUNTS, ...mounts],
    process: { args: probeArgs([['exit', '0']]) },
  });
  mkdirSync(join(bundle.rootfs, 'var'));
  mkdirSync(join(bundle.rootfs, 'run/x'), { recursive: true });
  symlinkSync('../run', join(bundle.rootfs, 'var/run'));
  symlinkSync('x/../../var/../run', join(bundle.rootfs, 'run/up'));
  return bundle;
}

conformance('creates in parallel do not fail under mounts and renames elsewhere', {}, async (t, box) => {
  const bundles = range(24).map(() => windingBundle(box));
  const directory = join(box.dir, 'load');
  mkdirSync(directory);
  const load = await box.engine.spawn([buildProgram('faults/load.c'), directory], { timeout: 120_000 });
  const results: unknown[] = [];
  const queue = [...bundles];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) results.push(await box.run(next));
  };
  await Promise.all(range(4).map(worker));
  process.kill(load.pid, 'SIGKILL');
  await load.done;
  t.strictSame(
    results,
    bundles.map(() => ({ status: 0, stdout: '{"verb":"exit"}\n', stderr: '' })),
  );
});

conformance('of creates of one id at once one wins, and the others harm nothing', {}, async (t, box) => {
  for (const round of range(4)) {
    const bundles = range(5).map((index) => box.bundle({ ...SLEEPER, annotations: { index: `${index}` } }));
    const results = await Promise.all(
      bundles.map((bundle) => box.runtime(['create', '--bundle', bundle.dir, 'contested'])),
    );
    t.strictSame(results.map(({ status }) => status).sort(), [0, 1, 1, 1, 1], `round ${round}`);
    for (const { status, stderr } of results) {
      if (status === 0) t.equal(stderr, '');
      else t.match(stderr, /^[^\n]*container with given ID already exists[^\n]*\n$/);
    }
    const winner = bundles[results.findIndex(({ status }) => status === 0)];
    const state = JSON.parse((await box.runtime(['state', 'contested'])).stdout);
    t.match(state, { status: 'created', bundle: winner?.dir });
    t.equal((await box.runtime(['start', 'contested'])).status, 0, 'the winner is whole');
    t.equal((await box.runtime(['kill', 'contested', 'KILL'])).status, 0);
    t.strictSame(await box.runtime(['delete', '--force', 'contested']), {
      status: 0,
      stdout: '',
      stderr: '',
    });
  }
});

conformance(
  'create and delete --force of one id at once leave a whole container or none',
  {},
  async (t, box) => {
    const bundle = box.bundle(SLEEPER);
    const id = idOf(bundle);
    for (const round of range(12)) {
      const create = box.runtime(['create', '--bundle', bundle.dir, id]);
      await pause(round * 12);
      const deleted = await box.runtime(['delete', '--force', id]);
      const created = await create;
      t.strictSame(deleted, { status: 0, stdout: '', stderr: '' }, `delete of round ${round}`);
      t.strictSame(created, { status: 0, stdout: '', stderr: '' }, `create of round ${round}`);
      const state = await box.runtime(['state', id]);
      if (state.status === 0) t.match(JSON.parse(state.stdout), { status: 'created' });
      else t.match(state.stderr, /container does not exist/);
      await box.runtime(['delete', '--force', id]);
    }
  },
);

conformance('of starts of one container at once one wins', {}, async (t, box) => {
  for (const round of range(3)) {
    const container = await box.create(box.bundle(SLEEPER));
    const results = await Promise.all(range(4).map(() => container.start()));
    t.strictSame(results.map(({ status }) => status).sort(), [0, 1, 1, 1], `round ${round}`);
    for (const { status, stderr } of results) {
      if (status !== 0) t.match(stderr, /cannot start an already running container/);
    }
    t.match(await container.state(), { status: 'running' });
    await container.delete('--force');
  }
});

conformance(
  'start while init is killed ends, with an error or with a container that ended',
  {},
  async (t, box) => {
    for (const round of range(10)) {
      const container = await box.create(box.bundle(SLEEPER));
      const starting = container.start();
      await pause(round * 12);
      process.kill(container.pid, 'SIGKILL');
      const { status, stderr } = await starting;
      t.match(stderr, status === 0 ? /^$/ : /^[^\n]+\n$/, `round ${round}`);
      await container.exited();
      t.match(await container.state(), { status: 'stopped' });
      t.equal((await container.delete()).status, 0);
    }
  },
);
