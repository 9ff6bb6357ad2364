import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { idOf, until } from './box.ts';
import { conformance } from './harness.ts';
import { probeArgs } from './spec.ts';

const SLEEPER = { process: { args: probeArgs([['sleep']]) } };

conformance('a container is created, running, stopped, then gone', {}, async (t, box) => {
  const bundle = box.bundle({ ...SLEEPER, annotations: { 'com.example.key': 'value' } });
  const container = await box.create(bundle);

  const created = await container.state();
  t.match(created, {
    id: container.id,
    status: 'created',
    pid: container.pid,
    bundle: bundle.dir,
    annotations: { 'com.example.key': 'value' },
  });
  t.match(created.ociVersion, /^1\.\d+\.\d+/);
  t.equal(container.stdout(), '', 'create says nothing');
  t.equal(container.stderr(), '');

  t.strictSame(await container.start(), { status: 0, stdout: '', stderr: '' });
  t.match(await container.state(), { status: 'running', pid: container.pid });

  t.strictSame(await container.kill('KILL'), { status: 0, stdout: '', stderr: '' });
  t.equal(await container.exited(), 128 + 9, 'the engine hears how the process ended');
  t.match(await container.state(), { status: 'stopped', id: container.id, bundle: bundle.dir });

  t.strictSame(await container.delete(), { status: 0, stdout: '', stderr: '' });
  t.match(await box.runtime(['state', container.id]), {
    status: 1,
    stdout: '',
    stderr: /container does not exist/,
  });
});

conformance('the program runs at start, not at create', {}, async (t, box) => {
  const container = await box.create(box.bundle({ process: { args: probeArgs([['stdin']]) } }), {
    stdin: 'given',
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  t.strictSame(container.lines(), []);
  t.strictSame(await container.finish(), [{ verb: 'stdin', text: 'given' }]);
});

conformance('the config is what it was at create', {}, async (t, box) => {
  const bundle = box.bundle({ process: { args: probeArgs([['facts']]), env: ['A=before'] } });
  const container = await box.create(bundle);
  const other = box.bundle({ process: { args: ['/nowhere'], env: ['A=after'] } });
  await box.engine.command(['cp', join(other.dir, 'config.json'), join(bundle.dir, 'config.json')]);
  const [facts] = await container.finish();
  t.match(facts, { env: ['A=before', /^HOME=/] });
});

conformance('a config as long as one may be, of annotations, has a whole life', {}, async (t, box) => {
  const file = join(box.bundle(SLEEPER).dir, 'config.json');
  const config = JSON.parse(readFileSync(file, 'utf8'));
  // What is recorded of the rest is longer than the rest.
  delete config.hooks;
  config.mounts = config.mounts.filter(({ type }: { type: string }) => type === 'proc');
  for (const name of ['maskedPaths', 'readonlyPaths']) delete config.linux[name];
  const annotations = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, 'x'.repeat(250_000)]));
  const length = () => JSON.stringify({ ...config, annotations }).length;
  annotations.e = '';
  annotations.e = 'x'.repeat(1024 * 1024 - length());
  writeFileSync(file, JSON.stringify({ ...config, annotations }));

  const container = await box.create({ dir: dirname(file), rootfs: join(dirname(file), 'rootfs') });
  t.strictSame(await container.start(), { status: 0, stdout: '', stderr: '' });
  t.match(await container.state(), { status: 'running', annotations });
  t.equal((await container.kill('KILL')).status, 0);
  await container.exited();
  t.strictSame(await container.delete(), { status: 0, stdout: '', stderr: '' });
});

conformance('an unknown container is refused by every command', {}, async (t, box) => {
  mkdirSync(box.root, { mode: 0o700 });
  for (const words of [['state'], ['start'], ['kill'], ['delete']]) {
    const result = await box.runtime([...words, 'unknown']);
    t.match(result, { status: 1, stdout: '', stderr: /container does not exist/ }, words.join(' '));
  }
  t.match(await box.runtime(['delete', '--force', 'unknown']), { status: 0, stdout: '' }, 'delete --force');
});

conformance('start is for a created container alone', {}, async (t, box) => {
  const container = await box.create(box.bundle(SLEEPER));
  await container.start();
  t.match(await container.start(), { status: 1, stderr: /cannot start an already running container/ });

  await container.kill('KILL');
  await container.exited();
  t.match(await container.start(), { status: 1, stderr: /cannot start a container that has stopped/ });
  await container.delete();
});

conformance('start of a container whose init has died ends at once', {}, async (t, box) => {
  const container = await box.create(box.bundle(SLEEPER));
  process.kill(container.pid, 'SIGKILL');
  await container.exited();
  t.match(await container.start(), { status: 1, stderr: /cannot start a container that has stopped/ });
  await container.delete();
});

conformance(
  'start of a container whose init dies in the middle of it does not wait for ever',
  {},
  async (t, box) => {
    const container = await box.create(box.bundle(SLEEPER));
    process.kill(container.pid, 'SIGSTOP');
    const starting = container.start();
    await new Promise((resolve) => setTimeout(resolve, 200));
    process.kill(container.pid, 'SIGKILL');
    const result = await starting;
    t.equal(result.status, 1);
    t.match(result.stderr, /\S/);
    await container.delete('--force');
  },
);

conformance('kill is refused once the process has ended', {}, async (t, box) => {
  const container = await box.create(box.bundle(SLEEPER));
  await container.start();
  await container.kill('KILL');
  await container.exited();
  t.match(await container.kill('TERM'), { status: 1, stderr: /container not running/ });
  await container.delete();
});

conformance('kill ends a created container', {}, async (t, box) => {
  const container = await box.create(box.bundle(SLEEPER));
  t.match(await container.kill('KILL'), { status: 0, stderr: '' });
  t.equal(await container.exited(), 128 + 9);
  await container.delete();
});

conformance('kill takes a signal by number or name, with SIG or without, in any case', {}, async (t, box) => {
  for (const name of ['10', 'USR1', 'SIGUSR1', 'sigusr1', 'usr1']) {
    const container = await box.create(box.bundle({ process: { args: probeArgs([['wait-signal']]) } }));
    await container.start();
    await until(() => container.stdout().includes('ready'));
    t.match(await container.kill(name), { status: 0 }, name);
    await container.exited();
    t.match(container.lines()[1], { signal: 'USR1' }, name);
    await container.delete();
  }
});

conformance('kill sends SIGTERM when no signal is named', {}, async (t, box) => {
  const container = await box.create(box.bundle({ process: { args: probeArgs([['wait-signal']]) } }));
  await container.start();
  await until(() => container.stdout().includes('ready'));
  await container.kill();
  await container.exited();
  t.match(container.lines()[1], { signal: 'TERM' });
  await container.delete();
});

conformance('kill refuses what is no signal', {}, async (t, box) => {
  const container = await box.create(box.bundle(SLEEPER));
  for (const name of ['NONSENSE', '1x']) {
    t.match(await container.kill(name), { status: 1, stdout: '', stderr: /signal/ }, `"${name}"`);
  }
  t.match(await container.state(), { status: 'created' });
  await container.delete('--force');
});

conformance(
  'kill --all ends every process, and a stopped container is no error for it',
  {},
  async (t, box) => {
    const container = await box.create(
      box.bundle({ process: { args: probeArgs([['fork-and-sleep'], ['sleep']]) } }),
    );
    await container.start();
    await until(() => container.lines().length === 2);
    t.match(await box.runtime(['kill', '--all', container.id, 'KILL']), { status: 0, stderr: '' });
    t.equal(await container.exited(), 128 + 9);
    t.match(await box.runtime(['kill', '--all', container.id, 'KILL']), { status: 0 });
    await container.delete();
  },
);

conformance('delete is for a stopped container, delete --force for any', {}, async (t, box) => {
  const created = await box.create(box.bundle(SLEEPER));
  const running = await box.create(box.bundle(SLEEPER));
  await running.start();
  t.match(await running.delete(), {
    status: 1,
    stderr: new RegExp(`cannot delete container ${running.id} that is not stopped: running`),
  });
  t.match(await running.state(), { status: 'running' });
  t.match(await running.delete('--force'), { status: 0, stderr: '' });
  t.match(await created.delete('--force'), { status: 0, stderr: '' });
});

conformance(
  'delete of a created container is refused',
  {
    differs: { runc: 'it kills and deletes a created container' },
  },
  async (t, box) => {
    const container = await box.create(box.bundle(SLEEPER));
    t.match(await container.delete(), {
      status: 1,
      stderr: new RegExp(`cannot delete container ${container.id} that is not stopped: created`),
    });
    t.match(await container.state(), { status: 'created' });
    await container.delete('--force');
  },
);

conformance('an id is taken until it is deleted', {}, async (t, box) => {
  const container = await box.create(box.bundle(SLEEPER));
  const again = await box.runtime(['create', '--bundle', container.bundle.dir, container.id]);
  t.match(again, { status: 1, stderr: /container with given ID already exists/ });
  t.match(await container.state(), { status: 'created', pid: container.pid }, 'the first one is unharmed');
  await container.delete('--force');

  const second = await box.create(container.bundle);
  await second.delete('--force');
});

conformance(
  'of two creates of an id at once one wins, and the other harms nothing',
  {
    differs: { runc: 'its 1.1 checks and then makes the directory, so both can fail' },
  },
  async (t, box) => {
    for (let round = 0; round < 5; round++) {
      const id = `twice${round}`;
      const bundles = [box.bundle(SLEEPER), box.bundle(SLEEPER), box.bundle(SLEEPER)];
      const creates = bundles.map(({ dir }) => box.runtime(['create', '--bundle', dir, id]));
      const results = await Promise.all(creates);
      const losers = results.filter(({ status }) => status !== 0);
      t.equal(losers.length, 2, 'one wins');
      for (const { stderr } of losers) t.match(stderr, /container with given ID already exists/);

      t.match(JSON.parse((await box.runtime(['state', id])).stdout), { id, status: 'created' });
      t.match(await box.runtime(['start', id]), { status: 0 });
      t.match(await box.runtime(['delete', '--force', id]), { status: 0 });
    }
  },
);

conformance('an id may not be anything', {}, async (t, box) => {
  const { dir } = box.bundle(SLEEPER);
  for (const id of ['..', '.', 'a/b', '../a', 'a b', 'a\nb', 'ä', '']) {
    const result = await box.runtime(['create', '--bundle', dir, id]);
    t.match(
      result,
      { status: 1, stdout: '', stderr: /invalid container ID format|cannot be empty/ },
      JSON.stringify(id),
    );
  }
});

conformance('an id may hold letters, digits and _+-.', {}, async (t, box) => {
  const { dir } = box.bundle({ ...SLEEPER, linux: { cgroupsPath: `/${box.cgroup}/x` } });
  for (const id of ['a', '0', 'A_b+c-d.e', '.hidden', '-'.padStart(60, 'x')]) {
    t.match(await box.runtime(['create', '--bundle', dir, id]), { status: 0 }, id);
    t.match(await box.runtime(['delete', '--force', id]), { status: 0 }, id);
  }
});

conformance('list names the containers of its root', {}, async (t, box) => {
  const container = await box.create(box.bundle(SLEEPER));
  const other = await box.create(box.bundle(SLEEPER));
  await other.start();

  const json = JSON.parse((await box.runtime(['list', '--format', 'json'])).stdout);
  t.match(json, [
    { id: container.id, status: 'created', pid: container.pid, bundle: container.bundle.dir },
    { id: other.id, status: 'running', pid: other.pid, bundle: other.bundle.dir },
  ]);
  t.equal((await box.runtime(['list', '--quiet'])).stdout, `${container.id}\n${other.id}\n`);
  const table = (await box.runtime(['list'])).stdout.split('\n');
  t.match(table[0], /^ID +PID +STATUS +BUNDLE +CREATED +OWNER/);
  t.match(table[1], new RegExp(`^${container.id} +${container.pid} +created +${container.bundle.dir} `));

  await container.delete('--force');
  await other.delete('--force');
});

conformance(
  'list of a root that does not exist fails',
  {
    differs: { runc: 'its 1.1 prints an empty list' },
  },
  async (t, box) => {
    t.match(await box.runtime(['list']), { status: 1, stderr: /no such file or directory/ });
  },
);

conformance(
  'a container without process can be created, and start fails',
  {
    differs: { runc: 'it refuses to create one' },
  },
  async (t, box) => {
    const container = await box.create(box.bundle({ process: undefined }));
    t.match(await container.start(), { status: 1, stderr: /process/ });
    await container.delete('--force');
  },
);

conformance('commands work in an empty environment', {}, async (t, box) => {
  const bundle = box.bundle();
  const id = idOf(bundle);
  t.match(await box.runtime(['create', '--bundle', bundle.dir, id], { env: {} }), { status: 0, stderr: '' });
  t.match(await box.runtime(['state', id], { env: {} }), { status: 0, stderr: '' });
  t.match(await box.runtime(['start', id], { env: {} }), { status: 0, stderr: '' });
  t.match(await box.runtime(['delete', '--force', id], { env: {} }), { status: 0, stderr: '' });
});

conformance('with a shared pid namespace delete --force ends every process', {}, async (t, box) => {
  const container = await box.create(
    box.bundle({
      process: { args: probeArgs([['fork-and-sleep'], ['sleep']]) },
      linux: { namespaces: [{ type: 'mount' }, { type: 'uts' }] },
    }),
  );
  await container.start();
  await until(() => container.lines().length === 2);
  t.match(await container.delete('--force'), { status: 0 });
});

conformance(
  'with a shared pid namespace delete ends what init has left behind',
  {
    differs: { runc: 'its 1.1 waits in vain for the cgroup to be empty' },
  },
  async (t, box) => {
    const container = await box.create(
      box.bundle({
        process: { args: probeArgs([['fork-and-sleep'], ['exit', '0']]) },
        linux: { namespaces: [{ type: 'mount' }, { type: 'uts' }] },
      }),
    );
    await container.start();
    t.equal(await container.exited(), 0);
    t.match(await container.state(), { status: 'stopped' });
    t.match(await container.delete(), { status: 0 });
  },
);
