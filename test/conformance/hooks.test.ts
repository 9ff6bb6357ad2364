import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bundle, type State, until } from './box.ts';
import { conformance } from './harness.ts';
import { type Config, probeArgs } from './spec.ts';

/** In the order in which they run. startContainer runs on the root of the container, the others see the host's paths. */
const KINDS = [
  'prestart',
  'createRuntime',
  'createContainer',
  'startContainer',
  'poststart',
  'poststop',
] as const;

type Kind = (typeof KINDS)[number];

function shell(script: string, more: Config = {}): Config {
  return { path: '/bin/sh', args: ['sh', '-c', script], ...more };
}

/** A hook that appends what it reads on stdin to the file `name` in the bundle's rootfs. */
function saveState(kind: Kind, rootfs: string, name: string): Config {
  if (kind === 'startContainer') return { path: '/probe', args: ['probe', 'save', `/${name}`] };
  return shell(`cat >> '${join(rootfs, name)}'`);
}

/** A hook that appends a line to /log in the rootfs. */
function log(kind: Kind, rootfs: string, line: string): Config {
  if (kind === 'startContainer') return { path: '/probe', args: ['probe', 'append', '/log', `${line}\n`] };
  return shell(`echo ${line} >> '${join(rootfs, 'log')}'`);
}

/** Rewrites a bundle's config with hooks that need to know where its rootfs is. */
function withHooks(bundle: Bundle, hooks: Readonly<Partial<Record<Kind, readonly Config[]>>>): Bundle {
  const path = join(bundle.dir, 'config.json');
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), hooks }));
  return bundle;
}

function lines(bundle: Bundle): string[] {
  return readFileSync(join(bundle.rootfs, 'log'), 'utf8').trimEnd().split('\n');
}

const LOGGED = { process: { args: probeArgs([['append', '/log', 'process\n']]) } };

/** What the state says in each of them. */
const STATUS: Readonly<Partial<Record<Kind, string>>> = {
  prestart: 'creating',
  createRuntime: 'creating',
  createContainer: 'creating',
  startContainer: 'created',
  poststop: 'stopped',
};

conformance('hooks run in the order of the lifecycle, each list in its own order', {}, async (t, box) => {
  const bundle = box.bundle(LOGGED);
  const kinds = KINDS.filter((kind) => kind !== 'poststart');
  const hooks = Object.fromEntries(
    kinds.map((kind) => [kind, [log(kind, bundle.rootfs, `${kind}1`), log(kind, bundle.rootfs, `${kind}2`)]]),
  );
  const container = await box.create(withHooks(bundle, hooks));
  const created = ['prestart', 'createRuntime', 'createContainer'].flatMap((kind) => [
    `${kind}1`,
    `${kind}2`,
  ]);
  t.strictSame(lines(bundle), created);

  await container.start();
  await container.exited();
  const started = [...created, 'startContainer1', 'startContainer2', 'process'];
  t.strictSame(lines(bundle), started);

  await container.delete();
  t.strictSame(lines(bundle), [...started, 'poststop1', 'poststop2']);
});

conformance(
  'poststart runs at start, when the program runs',
  {
    differs: { runc: 'its 1.1 runs it at create' },
  },
  async (t, box) => {
    const bundle = box.bundle({ process: { args: probeArgs([['append', '/log', 'process\n'], ['sleep']]) } });
    const hooks = {
      createRuntime: [log('createRuntime', bundle.rootfs, 'createRuntime')],
      poststart: [
        saveState('poststart', bundle.rootfs, 'state'),
        log('poststart', bundle.rootfs, 'poststart'),
      ],
    };
    const container = await box.create(withHooks(bundle, hooks));
    t.strictSame(lines(bundle), ['createRuntime']);
    await container.start();
    await until(() => lines(bundle).length === 3);
    t.strictSame(lines(bundle).sort(), ['createRuntime', 'poststart', 'process']);
    const state = JSON.parse(readFileSync(join(bundle.rootfs, 'state'), 'utf8'));
    t.match(state, { id: container.id, pid: container.pid, status: 'running' });
    await container.delete('--force');
  },
);

conformance(
  'a poststart hook that fails stops the container',
  { differs: { runc: 'its 1.1 runs it at create', crun: 'it goes on' } },
  async (t, box) => {
    const bundle = box.bundle({ process: { args: probeArgs([['sleep', '300']]) } });
    const container = await box.create(withHooks(bundle, { poststart: [shell('echo no >&2; exit 3')] }));
    const { status, stderr } = await box.runtime(['start', container.id]);
    t.strictSame({ status, stopped: (await container.state()).status }, { status: 1, stopped: 'stopped' });
    t.match(stderr, /poststart.*exit status 3: no/);
    await container.delete();
  },
);

conformance('each hook reads the state of the container on stdin', {}, async (t, box) => {
  const bundle = box.bundle({
    annotations: { 'com.example.key': 'value' },
    process: { args: probeArgs([['sleep', '300']]) },
  });
  const kinds = Object.keys(STATUS) as Kind[];
  const hooks = Object.fromEntries(kinds.map((kind) => [kind, [saveState(kind, bundle.rootfs, kind)]]));
  const container = await box.create(withHooks(bundle, hooks));
  await container.finish();
  for (const kind of kinds) {
    const state = JSON.parse(readFileSync(join(bundle.rootfs, kind), 'utf8')) as State;
    t.match(
      state,
      {
        id: container.id,
        status: STATUS[kind],
        bundle: bundle.dir,
        annotations: { 'com.example.key': 'value' },
      },
      kind,
    );
    if (kind === 'poststop') continue;
    // "For hooks executed in the container namespace, it is the pid as seen by the container."
    t.equal(
      state.pid,
      kind === 'startContainer' || kind === 'createContainer' ? 1 : container.pid,
      `pid in ${kind}`,
    );
  }
});

conformance('poststop reads no pid, or none that is one', {}, async (t, box) => {
  const bundle = box.bundle();
  await box.probeIn(withHooks(bundle, { poststop: [saveState('poststop', bundle.rootfs, 'state')] }));
  t.notOk(JSON.parse(readFileSync(join(bundle.rootfs, 'state'), 'utf8')).pid);
});

conformance('args and env of a hook are its own', {}, async (t, box) => {
  const bundle = box.bundle();
  const file = join(bundle.rootfs, 'seen');
  const script = `cat > /dev/null; (echo "$0" "$@"; env) > '${file}'`;
  const hook = {
    path: '/bin/sh',
    args: ['ignored', '-c', script, 'zero', 'two words', ''],
    env: ['A=1', 'B=x y'],
  };
  await box.probeIn(withHooks(bundle, { createRuntime: [hook] }));
  const seen = readFileSync(file, 'utf8').trimEnd().split('\n');
  t.equal(seen[0], 'zero two words ');
  // The shell adds PWD and others of its own.
  t.strictSame(
    seen
      .slice(1)
      .filter((line) => /^(A|B|HOME|PATH|LISTEN_PID)=/.test(line))
      .sort(),
    ['A=1', 'B=x y'],
  );
});

conformance('a hook has no descriptor of the runtime', {}, async (t, box) => {
  const bundle = box.bundle();
  const file = join(bundle.rootfs, 'fds');
  await box.probeIn(withHooks(bundle, { createRuntime: [shell(`ls -l /proc/self/fd > '${file}'`)] }));
  const numbers = [...readFileSync(file, 'utf8').matchAll(/ (\d+) -> /g)].map((match) => Number(match[1]));
  // ls has the directory itself open as the fourth.
  t.strictSame(numbers, [0, 1, 2, 3]);
});

conformance(
  'a hook of startContainer without env has the one of the process',
  {
    differs: { runc: 'its 1.1 gives an empty one' },
  },
  async (t, box) => {
    const bundle = box.bundle({ process: { env: ['A=1', 'HOME=/'] } });
    const hook = { path: '/probe', args: ['probe', 'save-env', '/env'] };
    await box.probeIn(withHooks(bundle, { startContainer: [hook] }));
    t.equal(readFileSync(join(bundle.rootfs, 'env'), 'utf8'), 'A=1\nHOME=/\n');
  },
);

conformance('a hook sees the namespaces that the spec says', {}, async (t, box) => {
  const bundle = box.bundle();
  const { rootfs } = bundle;
  const report = (kind: Kind): Config =>
    shell(`readlink /proc/self/ns/mnt /proc/self/ns/uts > '${join(rootfs, kind)}'`);
  const script = `cat > '${join(rootfs, 'state')}'; readlink /proc/self/ns/mnt /proc/self/ns/uts > '${join(rootfs, 'createRuntime')}'`;
  const [facts] = await box.probeIn(
    withHooks(bundle, {
      createRuntime: [shell(script)],
      createContainer: [report('createContainer')],
      poststop: [report('poststop')],
    }),
  );
  const { mnt, uts } = (facts as unknown as { namespaces: Record<string, string> }).namespaces;
  const seen = (kind: Kind): string => readFileSync(join(rootfs, kind), 'utf8');
  t.equal(seen('createContainer'), `${mnt}\n${uts}\n`);
  t.notMatch(seen('createRuntime'), `${mnt}`);
  t.equal(seen('poststop'), seen('createRuntime'));
});

for (const kind of ['prestart', 'createRuntime', 'createContainer'] as const) {
  conformance(
    `a failing hook of ${kind} fails create, says which, and nothing is left`,
    {},
    async (t, box) => {
      const bundle = box.bundle(LOGGED);
      const hooks = {
        [kind]: [
          log(kind, bundle.rootfs, 'first'),
          shell('echo the reason >&2; exit 3'),
          log(kind, bundle.rootfs, 'third'),
        ],
      };
      const result = await box.run(withHooks(bundle, hooks));
      t.equal(result.status, 1);
      t.match(result.stderr, new RegExp(`hook #1|/hooks/${kind}/1`));
      t.match(result.stderr, /exit status 3/);
      t.match(result.stderr, /the reason/);
      t.strictSame(lines(bundle), ['first']);
    },
  );
}

conformance(
  'after a failing hook of create those of poststop run',
  { differs: { crun: 'it runs none' } },
  async (t, box) => {
    const bundle = box.bundle(LOGGED);
    const hooks = {
      createRuntime: [shell('exit 3')],
      poststop: [saveState('poststop', bundle.rootfs, 'state')],
    };
    t.equal((await box.run(withHooks(bundle, hooks))).status, 1);
    const state = JSON.parse(readFileSync(join(bundle.rootfs, 'state'), 'utf8'));
    t.match(state, { status: 'stopped', bundle: bundle.dir });
  },
);

conformance(
  'a failing hook of startContainer fails start, and the program does not run',
  { differs: { runc: 'its start answers 0 before the hook has run' } },
  async (t, box) => {
    const bundle = box.bundle(LOGGED);
    const hooks = {
      startContainer: [{ path: '/probe', args: ['probe', 'append', '/log', 'hook\n', '--', 'exit', '3'] }],
    };
    const container = await box.create(withHooks(bundle, hooks));
    const result = await container.start();
    t.equal(result.status, 1);
    t.match(result.stderr, /hook #0|\/hooks\/startContainer\/0/);
    await container.exited();
    t.strictSame(lines(bundle), ['hook']);
    await container.delete('--force');
  },
);

conformance('a failing hook of poststop only warns', {}, async (t, box) => {
  const bundle = box.bundle();
  const container = await box.create(
    withHooks(bundle, { poststop: [log('poststop', bundle.rootfs, 'first'), shell('exit 3')] }),
  );
  await container.start();
  await container.exited();
  t.match(await container.delete(), { status: 0 });
  t.strictSame(lines(bundle), ['first']);
});

conformance(
  'after a failing hook of poststop the others run',
  {
    differs: { runc: 'its 1.1 leaves them out' },
  },
  async (t, box) => {
    const bundle = box.bundle();
    await box.probeIn(
      withHooks(bundle, { poststop: [shell('exit 3'), log('poststop', bundle.rootfs, 'second')] }),
    );
    t.strictSame(lines(bundle), ['second']);
  },
);

conformance('a hook that is missing is an error that names it', {}, async (t, box) => {
  const result = await box.run(withHooks(box.bundle(), { createRuntime: [{ path: '/nowhere/hook' }] }));
  t.match(result, { status: 1, stdout: '', stderr: /\/nowhere\/hook.*no such file or directory/ });
});

conformance(
  'a timeout ends the hook and everything in its process group',
  {
    differs: { runc: 'it ends the hook alone' },
  },
  async (t, box) => {
    const bundle = box.bundle();
    // Longer than the harness waits for any command.
    const hook = shell('sleep 9999 & sleep 9999; wait', { timeout: 1 });
    const result = await box.run(withHooks(bundle, { createRuntime: [hook] }));
    t.equal(result.status, 1);
    t.match(result.stderr, /hook #0|\/hooks\/createRuntime\/0/);
    t.match(result.stderr, /timed? ?out|longer than/);
  },
);

conformance('a hook that ends in time is not hindered by its timeout', {}, async (t, box) => {
  const bundle = box.bundle();
  await box.probeIn(
    withHooks(bundle, { createRuntime: [shell(`echo done >> '${bundle.rootfs}/log'`, { timeout: 10 })] }),
  );
  t.strictSame(lines(bundle), ['done']);
});

conformance('a hook may ask for the state', {}, async (t, box) => {
  const bundle = box.bundle();
  const id = bundle.dir.split('/').pop();
  const hook = shell(
    `cat > /dev/null; RUNTIME --root '${box.root}' state ${id} > '${bundle.rootfs}/log'`.replace(
      'RUNTIME',
      box.runtimePath,
    ),
  );
  await box.probeIn(withHooks(bundle, { poststart: [hook] }));
  t.match(JSON.parse(readFileSync(join(bundle.rootfs, 'log'), 'utf8')), { id });
});

conformance('a hook that reads nothing does no harm', {}, async (t, box) => {
  const bundle = box.bundle({ annotations: { large: 'x'.repeat(200_000) } });
  await box.probeIn(withHooks(bundle, { createRuntime: [shell(`echo done >> '${bundle.rootfs}/log'`)] }));
  t.strictSame(lines(bundle), ['done']);
});
