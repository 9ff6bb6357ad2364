/** The planner as a whole: a command line and a host of plain objects in, a program out, read back. */
import t from 'tap';
import { HostError } from '../runtime/errors.ts';
import type { Ids } from '../runtime/host/host.ts';
import { plan } from '../runtime/planner.ts';
import { type Memory, memoryHost } from './memory-host.ts';
import { decode } from './plan/decode.ts';

const bootId = '7d5a1a0e-0000-4000-8000-000000000000';
const system = {
  '/proc/self/mountinfo': '30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw\n',
  '/proc/self/cgroup': '0::/system.slice/engine.service\n',
  '/proc/self/uid_map': '         0          0 4294967295\n',
  '/proc/self/setgroups': 'allow\n',
  '/proc/sys/kernel/cap_last_cap': '40\n',
  '/proc/sys/kernel/random/boot_id': `${bootId}\n`,
  '/sys/fs/cgroup/cgroup.controllers': 'cpu memory pids\n',
};
const config = {
  ociVersion: '1.2.0',
  root: { path: 'rootfs' },
  process: { args: ['/bin/true'], cwd: '/' },
  linux: { namespaces: [{ type: 'mount' }, { type: 'pid' }] },
};
const user: Partial<Ids> = { uid: 1000, gid: 1000, capEff: '0000000000000000' };

/** state.json as create writes it: init is process 4242, started at tick 777. */
function stateText(status: string, more: object = {}, record: object = {}): string {
  return `${JSON.stringify({
    ociVersion: '1.2.0',
    id: 'box',
    status,
    pid: 4242,
    bundle: '/bundle',
    ...more,
    runts: {
      version: 1,
      startTime: 777,
      runtime: { pid: 4200, startTime: 770 },
      created: '2026-01-01T00:00:00.000Z',
      owner: 0,
      bootId,
      rootfs: '/bundle/rootfs',
      cgroups: [{ path: '/sys/fs/cgroup/box', base: '/sys/fs/cgroup', version: 2 }],
      ownPidNamespace: true,
      ...record,
    },
  })}\n`;
}

/** Init, and the create or run that made it. */
const alive = { 4242: 777, 4200: 770 };
const socket = '/run/runts/box/start.sock';

/** A host with the container `box`. */
function withBox(text: string, more: Memory = {}): Memory {
  return {
    processes: alive,
    ...more,
    files: {
      ...system,
      '/run/runts/box/state.json': text,
      '/run/runts/box/config.json': JSON.stringify(config),
      [socket]: '',
      ...more.files,
    },
  };
}

/** What the program of a command line does, and what was locked while planning it. */
function planned(argv: readonly string[], memory: Memory = {}) {
  const host = memoryHost({ ...memory, files: { ...system, ...memory.files } });
  return { ...decode(plan(argv, host)), locks: host.locks, waits: host.waits };
}

/** The text with which the program of a command line refuses. */
function refusal(argv: readonly string[], memory?: Memory): unknown {
  const { ops } = planned(argv, memory);
  const [op] = ops;
  return ops.length === 1 && op?.op === 'fail' && op.in === 'runtime' ? op.text : ops;
}

/** What the program of a command line prints, and its exit status. */
function printed(argv: readonly string[], memory?: Memory): readonly [unknown, unknown] {
  const [print, exit] = planned(argv, memory).ops.filter(({ op }) => op !== 'log');
  t.match(print, { op: 'print', fd: 1 });
  t.match(exit, { op: 'exit' });
  return [print?.text, exit?.status];
}

const names = (ops: readonly Record<string, unknown>[]) => ops.map(({ op }) => op);

// --- what is said ---------------------------------------------------------------------------------------------------

t.test('--version names runts, the commit and the specification', (t) => {
  for (const argv of [['--version'], ['-v'], ['--root', '/x', '--version']]) {
    t.match(printed(argv), [/^runts version \d+\.\d+\.\d+.*\ncommit: .+\nspec: 1\.3\.0\n$/, 0]);
  }
  t.end();
});

t.test('help is printed with status 0: for all, for a command, for one that comes later', (t) => {
  t.match(printed([]), [/^Usage|^runts|usage/i, 0]);
  t.match(printed(['--help'])[0], /create/);
  t.match(printed(['create', '--help'])[0], /--bundle/);
  t.match(printed(['help', 'kill'])[0], /SIGNAL/);
  t.match(printed(['checkpoint', '--help'])[0], /--image-path/);
  t.end();
});

t.test('completion is printed for each shell', (t) => {
  for (const shell of ['bash', 'zsh', 'fish']) t.match(printed(['completion', shell]), [/runts/, 0]);
  t.end();
});

const later: Readonly<Record<string, readonly string[]>> = {
  features: [],
  exec: ['box', 'sh'],
  ps: ['box'],
  pause: ['box'],
  resume: ['box'],
  events: ['box'],
  update: ['box'],
  checkpoint: ['box'],
  restore: ['box'],
};
for (const [command, rest] of Object.entries(later)) {
  t.test(`${command} says that it is not supported yet`, (t) => {
    t.equal(refusal([command, ...rest]), `${command} is not supported yet`);
    t.end();
  });
}

t.test('a command line that cannot be understood is refused in words', (t) => {
  t.equal(refusal(['craete']), 'unknown command "craete" (did you mean "create"?)');
  t.match(refusal(['create']), /^"create" needs ID/);
  t.match(
    refusal(['create', '--bundel', 'x', 'box']),
    /^unknown flag "--bundel" of "create" \(did you mean "--bundle"\?\)$/,
  );
  t.match(refusal(['delete', 'box', 'more']), /^unexpected argument "more" of "delete"/);
  t.match(refusal(['--log-format', 'xml', 'list']), /^invalid value "xml" for --log-format/);
  t.end();
});

t.test('the program knows where to log and how much', (t) => {
  const header = (...argv: string[]) => {
    const { log, debug } = planned([...argv, 'list'], { cwd: '/home' });
    return { log, debug };
  };
  t.strictSame(header(), { log: undefined, debug: false });
  t.strictSame(header('--log', 'a.json', '--log-format', 'json'), {
    log: { path: '/home/a.json', format: 'json' },
    debug: false,
  });
  t.strictSame(header('--log=/var/log/x', '--debug'), {
    log: { path: '/var/log/x', format: 'text' },
    debug: true,
  });
  t.strictSame(header('--log-level', 'debug'), { log: undefined, debug: true });
  t.strictSame(header('--log', '', '--log-level', 'info'), { log: undefined, debug: false });
  t.end();
});

t.test('an error is logged where the command line says', (t) => {
  const { ops, log } = planned(['--log', '/l', 'start', 'nope']);
  t.strictSame(log, { path: '/l', format: 'text' });
  t.match(ops, [{ op: 'fail', text: 'container "nope": container does not exist' }]);
  t.end();
});

t.test('a command line that cannot be understood is logged where it says, too', (t) => {
  const logOf = (...argv: string[]) => {
    const { ops, log } = planned(argv, { cwd: '/home' });
    t.equal(ops[0]?.op, 'fail');
    return log;
  };
  const json = { path: '/l', format: 'json' };
  t.strictSame(logOf('--log', '/l', '--log-format', 'json', 'craete'), json);
  t.strictSame(logOf('--log', '/l', '--log-format=json', 'create', '--bundel', 'x', 'box'), json);
  t.strictSame(logOf('--nope', '-log=/l', '--debug', '--log-format', 'json', 'list'), json);
  t.strictSame(logOf('--root', '/r', '--log', 'l', 'create'), { path: '/home/l', format: 'text' });
  t.strictSame(logOf('--log', '/l', '--log-format', 'xml', 'list'), { path: '/l', format: 'text' });
  t.strictSame(logOf('create', '--log', '/l', 'box'), undefined, 'this is an option of none');
  t.strictSame(logOf('--log'), undefined);
  t.strictSame(logOf('--=', '--log=/l'), { path: '/l', format: 'text' });
  t.end();
});

t.test('where the working directory is gone, what cannot be understood is still said', (t) => {
  const cwd = () => {
    throw new HostError('getcwd', '.', 'ENOENT', 'no such file or directory');
  };
  const said = decode(plan(['--log', 'l', 'craete'], { ...memoryHost(), cwd }));
  t.match([said.log, said.ops[0]?.text], [undefined, /^unknown command/]);
  t.end();
});

// --- create and run -------------------------------------------------------------------------------------------------

const bundle = { files: { '/bundle/config.json': JSON.stringify(config) } };

/** The op of a kind in the program of create. */
function created(argv: readonly string[], memory: Memory, op: string, index = 0) {
  return planned(argv, memory).ops.filter((each) => each.op === op)[index];
}

t.test('create locks the id, claims it, and ends with the waiting init', (t) => {
  const { ops, locks, id, preserveFds } = planned(['create', '--bundle', '/bundle', 'box'], bundle);
  t.strictSame(locks, ['/run/runts/.lock/box']);
  t.strictSame([id, preserveFds], ['box', 0]);
  t.match(ops[0], { op: 'mkdir', path: '/run/runts/box' });
  t.strictSame(names(ops.slice(-2)), ['waitForStart', 'execve']);
  t.end();
});

t.test('run ends as its container does, with --keep it keeps it, with --detach it does not wait', (t) => {
  const last = (...argv: string[]) =>
    names(planned(['run', '--bundle', '/bundle', ...argv, 'box'], bundle).ops);
  t.strictSame(last().slice(-6), ['writeFile', 'supervise', 'cgroupRmdir', 'removeTree', 'unlink', 'exit']);
  t.strictSame(last('--keep').slice(-3), ['writeFile', 'supervise', 'exit']);
  t.strictSame(last('--detach').slice(-3), ['execve', 'awaitExec', 'writeFile']);
  t.equal(last().includes('waitForStart'), false);
  t.end();
});

t.test('run is the reaper of what the container leaves, unless told otherwise', (t) => {
  const supervise = (...argv: string[]) =>
    created(['run', '-b', '/bundle', ...argv, 'box'], bundle, 'supervise');
  t.equal(supervise()?.subreaper, true);
  t.equal(supervise('--no-subreaper')?.subreaper, undefined);
  t.end();
});

t.test('paths of the caller are taken from where the caller is', (t) => {
  const argv = ['create', '--bundle', 'b', '--pid-file', 'pid', '--console-socket', '../sock', 'box'];
  const terminal = { ...config, process: { ...config.process, terminal: true } };
  const memory = { cwd: '/home', files: { '/home/b/config.json': JSON.stringify(terminal) } };
  t.equal(created(argv, memory, 'openTree')?.source, '/home/b/rootfs');
  t.equal(created(argv, memory, 'connect')?.path, '/home/../sock');
  t.ok(planned(argv, memory).ops.some(({ op, path }) => op === 'writeFile' && path === '/home/pid'));
  t.equal(created(['--root', 'r', ...argv], memory, 'mkdir')?.path, '/home/r/box');
  t.end();
});

t.test('without --bundle it is the working directory, --config is another file of it', (t) => {
  const memory = {
    cwd: '/bundle',
    files: {
      '/bundle/config.json': JSON.stringify(config),
      '/bundle/other.json': JSON.stringify({ ...config, root: { path: '/other' } }),
    },
  };
  t.equal(created(['create', 'box'], memory, 'openTree')?.source, '/bundle/rootfs');
  t.equal(created(['create', '--config', 'other.json', 'box'], memory, 'openTree')?.source, '/other');
  t.end();
});

t.test('state is kept where --root says, else in /run, else in the run directory of a user', (t) => {
  const root = (argv: readonly string[], memory: Memory) => {
    const namespaces = [...config.linux.namespaces, { type: 'user' }];
    const ids = [{ containerID: 0, hostID: 1000, size: 1 }];
    const rootless = { ...config, linux: { namespaces, uidMappings: ids, gidMappings: ids } };
    const files = { ...memory.files, '/bundle/config.json': JSON.stringify(rootless) };
    return created([...argv, 'create', '-b', '/bundle', 'box'], { ...memory, files }, 'mkdir')?.path;
  };
  const env = { XDG_RUNTIME_DIR: '/run/user/1000' };
  const inside = { '/proc/self/uid_map': '         0       1000          1\n' };
  t.equal(root([], {}), '/run/runts/box');
  t.equal(root([], { env }), '/run/runts/box', 'root of the host');
  t.equal(root([], { env, ids: user }), '/run/user/1000/runts/box');
  t.equal(root([], { env, files: inside }), '/run/user/1000/runts/box', 'root of a user namespace');
  t.equal(root([], { ids: user }), '/run/runts/box');
  t.equal(root([], { ids: user, env: { XDG_RUNTIME_DIR: '' } }), '/run/runts/box');
  t.equal(root(['--root', '/srv'], { env, ids: user }), '/srv/box');
  t.equal(root(['--root', ''], { env, ids: user }), '/run/user/1000/runts/box');
  t.end();
});

t.test('descriptors are passed on: --preserve-fds, and sockets that systemd gave', (t) => {
  const fds = (env: Record<string, string>, ...argv: string[]) => {
    const { preserveFds, ops } = planned(['create', '-b', '/bundle', ...argv, 'box'], { ...bundle, env });
    const listen = ops.flatMap((op) => (op.op === 'execve' ? (op.env as string[]) : []));
    return [preserveFds, listen];
  };
  t.strictSame(fds({}), [0, []]);
  t.strictSame(fds({}, '--preserve-fds', '2'), [2, []]);
  const ours = { LISTEN_PID: '50', LISTEN_FDNAMES: 'a:b:c' };
  t.strictSame(fds({ ...ours, LISTEN_FDS: '3' }, '--preserve-fds', '2'), [
    5,
    ['LISTEN_FDS=3', 'LISTEN_PID=1', 'LISTEN_FDNAMES=a:b:c'],
  ]);
  for (const LISTEN_FDS of ['0', '-1', '1x', '', '99999'])
    t.strictSame(fds({ ...ours, LISTEN_FDS }), [0, []]);
  t.strictSame(fds({ ...ours, LISTEN_FDS: '3', LISTEN_PID: '51' }), [0, []], 'for another process');
  t.strictSame(fds({ LISTEN_FDS: '3' }), [0, []]);
  t.end();
});

t.test('warnings about a config come first in the log, for who wants to see them', (t) => {
  const odd = {
    ...config,
    process: { ...config.process, capabilities: { bounding: ['CAP_NOPE'] } },
  };
  const memory = { files: { '/bundle/config.json': JSON.stringify(odd) } };
  const { ops } = planned(['--debug', 'create', '-b', '/bundle', 'box'], memory);
  t.match(ops[0], {
    op: 'log',
    level: 'warning',
    text: /^\/bundle\/config\.json: \/process\/capabilities\/bounding\/0: /,
  });
  t.equal(ops[1]?.op, 'mkdir');
  t.end();
});

const refusals: Readonly<Record<string, readonly [readonly string[], Memory, string | RegExp]>> = {
  'a bundle without config.json': [
    ['create', '-b', '/nope', 'box'],
    {},
    'cannot open "/nope/config.json": ENOENT: no such file or directory',
  ],
  'a config that is no JSON': [
    ['create', '-b', '/bundle', 'box'],
    { files: { '/bundle/config.json': '{' } },
    /^\/bundle\/config\.json:1:2: /,
  ],
  'a config that is wrong': [
    ['create', '-b', '/bundle', 'box'],
    { files: { '/bundle/config.json': '{"ociVersion":"1.3.0","root":{"path":7}}' } },
    /^\/bundle\/config\.json:1:\d+: \/root\/path: /,
  ],
  'a config that is not carried out yet': [
    ['create', '-b', '/bundle', 'box'],
    {
      files: {
        '/bundle/config.json': JSON.stringify({
          ...config,
          linux: { ...config.linux, personality: { domain: 'LINUX' } },
        }),
      },
    },
    /^\/bundle\/config.json:1:\d+: \/linux\/personality: is not supported yet$/,
  ],
  'an id that is none': [
    ['create', '-b', '/bundle', '../box'],
    bundle,
    'invalid container ID format: "../box"',
  ],
  'cgroups by systemd': [
    ['--systemd-cgroup', 'create', '-b', '/bundle', 'box'],
    bundle,
    'cgroup manager "systemd" is not supported yet',
  ],
  'a pidfd socket': [
    ['create', '-b', '/bundle', '--pidfd-socket', '/s', 'box'],
    bundle,
    '--pidfd-socket is not supported yet',
  ],
};
for (const [what, [argv, memory, text]] of Object.entries(refusals)) {
  t.test(`create refuses ${what}, and nothing was locked`, (t) => {
    t.match(refusal(argv, memory), text);
    t.strictSame(planned(argv, memory).locks, []);
    t.end();
  });
}

// --- commands on a container ----------------------------------------------------------------------------------------

for (const argv of [
  ['state', 'box'],
  ['start', 'box'],
  ['kill', 'box'],
  ['delete', 'box'],
]) {
  t.test(`${argv[0]} of an unknown container says so, and makes no lock`, (t) => {
    t.equal(refusal(argv), 'container "box": container does not exist');
    t.strictSame(planned(argv).locks, []);
    t.equal(refusal([argv[0] ?? '', '.lock']), 'invalid container ID format: ".lock"');
    t.end();
  });
}

t.test('delete --force of an unknown container has nothing to do', (t) => {
  t.strictSame(planned(['delete', '--force', 'box']), {
    id: '',
    preserveFds: 0,
    debug: false,
    log: undefined,
    ops: [],
    locks: [],
    waits: [],
  });
  t.end();
});

t.test('state prints what the specification says and what engines read', (t) => {
  const annotations = { 'com.example': 'x' };
  const [text, status] = printed(['state', 'box'], withBox(stateText('running', { annotations })));
  t.equal(status, 0);
  t.strictSame(JSON.parse(String(text)), {
    ociVersion: '1.2.0',
    id: 'box',
    pid: 4242,
    status: 'running',
    bundle: '/bundle',
    rootfs: '/bundle/rootfs',
    created: '2026-01-01T00:00:00.000Z',
    annotations,
    owner: 0,
  });
  t.strictSame(planned(['state', 'box'], withBox(stateText('running'))).locks, [], 'hooks call it');
  t.end();
});

/** The status and pid that state prints. */
function seen(text: string, memory: Memory = {}): unknown {
  const { status, pid } = JSON.parse(String(printed(['state', 'box'], withBox(text, memory))[0]));
  return [status, pid];
}

t.test('a container is what was recorded while its process lives, else stopped', (t) => {
  for (const status of ['creating', 'created', 'running'])
    t.strictSame(seen(stateText(status)), [status, 4242]);
  t.strictSame(seen(stateText('running'), { processes: {} }), ['stopped', 0]);
  t.strictSame(seen(stateText('running'), { processes: { 4242: 778 } }), ['stopped', 0], 'another process');
  t.strictSame(seen(stateText('running', {}, { bootId: 'before' })), ['stopped', 0], 'before the reboot');
  t.strictSame(seen(stateText('running', { pid: 0 }), { processes: {} }), ['stopped', 0]);
  t.end();
});

t.test('before there is a process, a container is being created as long as its create lives', (t) => {
  const creating = (record: object, processes: Record<number, number>) =>
    seen(stateText('creating', { pid: 0 }, record), { processes });
  t.strictSame(creating({}, { 4200: 770 }), ['creating', 0]);
  t.strictSame(creating({}, {}), ['stopped', 0]);
  t.strictSame(creating({}, { 4200: 771 }), ['stopped', 0], 'another process');
  t.strictSame(creating({ bootId: 'before' }, { 4200: 770 }), ['stopped', 0], 'before the reboot');
  t.end();
});

t.test('an init that outlives its run before that could write so is the program', (t) => {
  for (const [processes, status] of [
    [{ 4242: 777 }, 'running'],
    [{ 4242: 777, 4200: 771 }, 'running'],
    [{ 4200: 770 }, 'stopped'],
  ] as const)
    t.strictSame(seen(stateText('creating'), { processes }), [status, status === 'running' ? 4242 : 0]);
  t.end();
});

t.test('start wakes a created container, under its lock', (t) => {
  const { ops, locks } = planned(['start', 'box'], withBox(stateText('created')));
  t.strictSame(locks, ['/run/runts/.lock/box']);
  t.match(ops, [
    { op: 'expectState', path: '/run/runts/box/state.json', content: stateText('created') },
    { op: 'startInit', path: '/run/runts/box/start.sock', pid: 4242, startTime: 777 },
    { op: 'writeFile', path: '/run/runts/box/state.json', data: /"status":"running"/ },
  ]);
  t.equal(ops.length, 3);
  t.end();
});

t.test('start runs the hooks of the config as it was at create', (t) => {
  const hooks = { poststart: [{ path: '/hook' }] };
  const files = { '/run/runts/box/config.json': JSON.stringify({ ...config, hooks }) };
  t.match(planned(['start', 'box'], withBox(stateText('created'), { files })).ops[3], {
    op: 'spawn',
    path: '/hook',
    origin: '/hooks/poststart/0',
  });
  t.end();
});

const notStartable = {
  creating: 'cannot start a container that is being created',
  running: 'cannot start an already running container',
  stopped: 'cannot start a container that has stopped',
};
for (const [status, text] of Object.entries(notStartable)) {
  t.test(`start of a ${status} container: ${text}`, (t) => {
    const memory = withBox(stateText(status === 'stopped' ? 'running' : status), {
      processes: status === 'stopped' ? {} : alive,
    });
    t.equal(refusal(['start', 'box'], memory), text);
    t.end();
  });
}

const signal = (number: number, more: object = {}) => ({
  op: 'signal',
  in: 'runtime',
  pid: 4242,
  startTime: 777,
  signal: number,
  ifMissing: 'fail',
  origin: '',
  stage: 'kill',
  action: `send signal ${number} to process 4242`,
  says: { ESRCH: 'container not running' },
  ...more,
});
const signalCgroup = (number: number) => ({
  op: 'signalCgroup',
  in: 'runtime',
  path: '/sys/fs/cgroup/box',
  signal: number,
  ifMissing: 'skip',
  origin: '',
  stage: 'kill',
  action: `send signal ${number} to cgroup "/sys/fs/cgroup/box"`,
});

t.test('kill sends SIGTERM, or what is given by name or number', (t) => {
  const kill = (...argv: string[]) => planned(['kill', ...argv], withBox(stateText('running')));
  t.strictSame(kill('box').ops, [signal(15)]);
  t.strictSame(kill('box', 'hup').ops, [signal(1)]);
  t.strictSame(kill('box', 'SIGKILL').ops, [signal(9)]);
  t.strictSame(kill('box', '10').ops, [signal(10)]);
  t.strictSame(kill('box').locks, []);
  t.match(refusal(['kill', 'box', 'NOPE'], withBox(stateText('running'))), /^unknown signal "NOPE"$/);
  t.end();
});

t.test('a created container whose socket is gone runs: its start did not live to say so', (t) => {
  const files = { ...system, '/run/runts/box/state.json': stateText('created') };
  const memory = { processes: alive, files };
  t.match(JSON.parse(String(printed(['state', 'box'], memory)[0])), { status: 'running', pid: 4242 });
  t.equal(refusal(['start', 'box'], memory), 'cannot start an already running container');
  t.strictSame(planned(['kill', 'box'], memory).ops, [signal(15)]);
  t.equal(refusal(['delete', 'box'], memory), 'cannot delete container box that is not stopped: running');
  t.match(JSON.parse(String(printed(['state', 'box'], { files })[0])), { status: 'stopped', pid: 0 });
  t.end();
});

t.test('kill is for a created or running container: one that is being created is refused', (t) => {
  t.strictSame(planned(['kill', 'box', 'KILL'], withBox(stateText('created'))).ops, [signal(9)]);
  const refused = 'cannot kill a container that is being created';
  const begun = withBox(stateText('creating', { pid: 0 }), { processes: { 4200: 770 } });
  for (const memory of [withBox(stateText('creating')), begun]) {
    t.equal(refusal(['kill', 'box', 'KILL'], memory), refused);
    t.equal(refusal(['kill', '--all', 'box'], memory), refused);
  }
  t.end();
});

t.test('kill --all reaches every process once', (t) => {
  const kill = (text: string, ...argv: string[]) => planned(['kill', '--all', ...argv], withBox(text)).ops;
  t.strictSame(kill(stateText('running'), 'box', 'TERM'), [signalCgroup(15)]);
  t.strictSame(kill(stateText('running'), 'box', 'KILL'), [
    signal(9, { ifMissing: 'skip' }),
    signalCgroup(9),
  ]);
  t.strictSame(kill(stateText('running', {}, { cgroups: [] }), 'box'), [signal(15, { ifMissing: 'skip' })]);
  t.end();
});

t.test('in a shared pid namespace SIGKILL ends all processes, as the death of init would elsewhere', (t) => {
  const shared = stateText('running', {}, { ownPidNamespace: false });
  t.strictSame(planned(['kill', 'box', 'KILL'], withBox(shared)).ops, [signal(9), signalCgroup(9)]);
  t.strictSame(planned(['kill', 'box', 'TERM'], withBox(shared)).ops, [signal(15)]);
  const gone = withBox(shared, { processes: {} });
  t.strictSame(planned(['kill', 'box', 'KILL'], gone).ops, [signalCgroup(9)], 'also when init is gone');
  t.end();
});

t.test('kill of a stopped container is an error, kill --all of it is not', (t) => {
  const stopped = withBox(stateText('running'), { processes: {} });
  t.equal(refusal(['kill', 'box'], stopped), 'container not running');
  t.equal(refusal(['kill', 'box', 'KILL'], stopped), 'container not running');
  t.strictSame(planned(['kill', '--all', 'box', 'KILL'], stopped).ops, [signalCgroup(9)]);
  t.end();
});

t.test('delete removes a stopped container, under its lock', (t) => {
  const stopped = withBox(stateText('running'), { processes: {} });
  const { ops, locks } = planned(['delete', 'box'], stopped);
  t.strictSame(locks, ['/run/runts/.lock/box']);
  t.strictSame(names(ops), ['expectState', 'cgroupRmdir', 'removeTree', 'unlink']);
  t.end();
});

for (const status of ['creating', 'created', 'running']) {
  t.test(`delete of a ${status} container is refused, with --force its processes end first`, (t) => {
    const text = `cannot delete container box that is not stopped: ${status}`;
    t.equal(refusal(['delete', 'box'], withBox(stateText(status))), text);
    t.strictSame(names(planned(['delete', '-f', 'box'], withBox(stateText(status))).ops), [
      'expectState',
      'signal',
      'signalCgroup',
      'awaitExit',
      'cgroupRmdir',
      'removeTree',
      'unlink',
    ]);
    t.end();
  });
}

t.test('delete runs the poststop hooks of the config as it was at create, last', (t) => {
  const hooks = { poststop: [{ path: '/hook' }] };
  const files = { '/run/runts/box/config.json': JSON.stringify({ ...config, hooks }) };
  const { ops } = planned(['delete', 'box'], withBox(stateText('running'), { files, processes: {} }));
  t.match(ops.at(-1), { op: 'spawn', path: '/hook', ifFails: 'warn' });
  t.end();
});

t.test('a create that crashed before it kept the config can be deleted', (t) => {
  const files = { ...system, '/run/runts/box/state.json': stateText('creating', { pid: 0 }) };
  for (const argv of [
    ['delete', '--force', 'box'],
    ['delete', 'box'],
  ])
    t.strictSame(names(planned(argv, { files }).ops), ['expectState', 'cgroupRmdir', 'removeTree', 'unlink']);
  const lives = { files, processes: { 4200: 770 } };
  t.equal(refusal(['delete', 'box'], lives), 'cannot delete container box that is not stopped: creating');
  t.end();
});

// --- while another command has the lock -----------------------------------------------------------------------------

const busy = 'another command holds the container "box"';

t.test('delete --force ends who holds the lock, then does what it does', (t) => {
  const held = (text: string, more: Memory = {}) =>
    planned(['delete', '--force', 'box'], withBox(text, { locked: true, ...more }));
  const rest = ['expectState', 'signal', 'signalCgroup', 'awaitExit', 'cgroupRmdir', 'removeTree', 'unlink'];
  for (const status of ['creating', 'created', 'running']) {
    const { ops, locks, waits } = held(stateText(status));
    t.strictSame(names(ops), ['endProcess', 'signal', 'lock', ...rest]);
    t.match(ops, [
      { op: 'endProcess', pid: 4200, startTime: 770 },
      { op: 'signal', pid: 4242, startTime: 777, signal: 9 },
      { op: 'lock', path: '/run/runts/.lock/box', says: { EAGAIN: busy } },
    ]);
    t.strictSame([locks, waits], [[], [1000]]);
  }
  t.equal(names(held(stateText('creating', { pid: 0 })).ops)[1], 'lock');
  t.end();
});

t.test('delete --force ends nobody whom the state does not name', (t) => {
  const held = (text: string) => refusal(['delete', '-f', 'box'], withBox(text, { locked: true }));
  t.equal(held(stateText('running', {}, { bootId: 'before' })), busy);
  t.equal(held('{'), busy);
  const begun = { locked: true, directories: ['/run/runts/box'] };
  t.equal(refusal(['delete', '-f', 'box'], begun), busy);
  t.end();
});

t.test('start and delete refuse what they can at once, and wait for the lock ten seconds', (t) => {
  const asked = (argv: readonly string[], status: string, processes: Record<number, number> = alive) => {
    const { ops, locks, waits } = planned(argv, withBox(stateText(status), { processes, locked: true }));
    t.strictSame([names(ops), locks], [['fail'], []]);
    return [ops[0]?.text, waits];
  };
  t.strictSame(asked(['start', 'box'], 'creating'), [notStartable.creating, [0]]);
  t.strictSame(asked(['start', 'box'], 'running'), [notStartable.running, [0]]);
  t.strictSame(asked(['start', 'box'], 'created'), [busy, [0, 10_000]]);
  for (const status of ['creating', 'created', 'running']) {
    const text = `cannot delete container box that is not stopped: ${status}`;
    t.strictSame(asked(['delete', 'box'], status), [text, [0]]);
  }
  t.strictSame(asked(['delete', 'box'], 'running', {}), [busy, [0, 10_000]]);
  t.end();
});

t.test('create waits for the lock as long, and then says whether the id is taken', (t) => {
  const create = (memory: Memory) => planned(['create', '-b', '/bundle', 'box'], { ...memory, locked: true });
  const taken = create({ files: { ...bundle.files, '/run/runts/box/state.json': '' } });
  t.match(taken.ops, [{ op: 'fail', text: 'container with given ID already exists' }]);
  t.strictSame([taken.ops.length, taken.waits], [1, [10_000]]);
  t.match(create(bundle).ops, [{ op: 'fail', text: busy }]);
  t.end();
});

const bare = [
  { op: 'removeTree', path: '/run/runts/box' },
  { op: 'unlink', path: '/run/runts/.lock/box' },
];

t.test('a directory without state.json is no container, and delete --force removes it', (t) => {
  const memory = { directories: ['/run/runts/box'] };
  t.equal(refusal(['state', 'box'], memory), 'container "box": container does not exist');
  t.equal(refusal(['start', 'box'], memory), 'container "box": container does not exist');
  t.equal(refusal(['delete', 'box'], memory), 'container "box": container does not exist');
  const { ops, locks } = planned(['delete', '--force', 'box'], memory);
  t.match(ops, bare);
  t.equal(ops.length, 2);
  t.strictSame(locks, ['/run/runts/.lock/box']);
  t.end();
});

const file = '/run/runts/box/state.json';
const damaged: Readonly<Record<string, readonly [string, RegExp]>> = {
  'cut off': ['{"ociVersion":"1.3', /^\/run\/runts\/box\/state\.json:1:\d+: /],
  empty: ['', /^\/run\/runts\/box\/state\.json:1:1: /],
  'of another version': [stateText('running', {}, { version: 2 }), /\/runts\/version: /],
  'without a record': [
    JSON.stringify({ ociVersion: '1.3.0', id: 'box', status: 'running', pid: 1, bundle: '/' }),
    /^\/run\/runts\/box\/state\.json: the required property "runts" is missing$/,
  ],
};
for (const [what, [text, error]] of Object.entries(damaged)) {
  t.test(`a state.json that is ${what} is named, and delete --force removes the container`, (t) => {
    const memory = { files: { [file]: text } };
    for (const command of ['state', 'start', 'kill', 'delete'])
      t.match(refusal([command, 'box'], memory), error);
    const { ops } = planned(['delete', '--force', 'box'], memory);
    t.match(ops, bare);
    t.equal(ops.length, 2);
    t.end();
  });
}

t.test('what cannot be read is said with the call, the path and the errno', (t) => {
  const text = 'cannot open "/run/runts/box/state.json": EISDIR: is a directory';
  const memory = { directories: ['/run/runts/box/state.json'] };
  for (const command of ['state', 'start', 'kill', 'delete'])
    t.equal(refusal([command, 'box'], memory), text);
  t.match(planned(['delete', '--force', 'box'], memory).ops, bare);
  const config = 'cannot open "/run/runts/box/config.json": EISDIR: is a directory';
  const files = { [file]: stateText('created'), [socket]: '', ...system };
  const half = { processes: alive, files, directories: ['/run/runts/box/config.json'] };
  t.equal(refusal(['start', 'box'], half), config);
  t.equal(
    refusal(['list'], { files: { '/run/runts': 'no directory' } }),
    'cannot scandir "/run/runts": ENOTDIR: not a directory',
  );
  t.equal(
    refusal(['explain', '--facts', 'nope', '/bundle'], bundle),
    'cannot open "/home/nope": ENOENT: no such file or directory',
  );
  t.end();
});

// --- several containers ---------------------------------------------------------------------------------------------

const several: Memory = {
  processes: { 1: 1, 2: 2 },
  directories: ['/run/runts/begun', '/run/runts/.lock'],
  files: {
    '/run/runts/a1/state.json': stateText('running', { id: 'a1', pid: 1 }, { startTime: 1 }),
    '/run/runts/a2/start.sock': '',
    '/run/runts/a2/state.json': stateText('created', { id: 'a2', pid: 2 }, { startTime: 2, owner: 7 }),
    '/run/runts/b/state.json': stateText('running', { id: 'b', pid: 3, bundle: '/bundles/b' }),
  },
};

t.test('list prints a table of the containers, each with its status now', (t) => {
  t.strictSame(printed(['list'], several), [
    `ID  PID  STATUS   BUNDLE      CREATED                   OWNER
a1  1    running  /bundle     2026-01-01T00:00:00.000Z  0
a2  2    created  /bundle     2026-01-01T00:00:00.000Z  7
b   0    stopped  /bundles/b  2026-01-01T00:00:00.000Z  0
`,
    0,
  ]);
  t.strictSame(printed(['list', '-q'], several), ['a1\na2\nb\n', 0]);
  t.end();
});

t.test('list --format json prints what state prints', (t) => {
  const [text] = printed(['list', '--format', 'json'], several);
  const states = JSON.parse(String(text));
  t.strictSame(
    states.map(({ id, status }: { id: string; status: string }) => [id, status]),
    [
      ['a1', 'running'],
      ['a2', 'created'],
      ['b', 'stopped'],
    ],
  );
  t.strictSame(states[0], JSON.parse(String(printed(['state', 'a1'], several)[0])));
  t.end();
});

t.test('list without containers is a header, an empty list, or nothing', (t) => {
  t.strictSame(printed(['list']), ['ID  PID  STATUS  BUNDLE  CREATED  OWNER\n', 0]);
  t.strictSame(printed(['list', '-f', 'json']), ['[]\n', 0]);
  t.strictSame(printed(['list', '--quiet'], { directories: ['/run/runts'] }), ['', 0]);
  t.end();
});

t.test('an explicit --root that is missing is an error', (t) => {
  t.equal(refusal(['--root', '/nope', 'list']), 'cannot open "/nope": ENOENT: no such file or directory');
  t.strictSame(printed(['--root', '', 'list', '-q']), ['', 0]);
  t.end();
});

t.test('one damaged container does not hide the others from list', (t) => {
  const files = { ...several.files, '/run/runts/aa/state.json': '{' };
  const { ops } = planned(['list', '-q'], { ...several, files });
  t.match(ops, [
    { op: 'log', level: 'warning', text: /^\/run\/runts\/aa\/state\.json:1:2: / },
    { op: 'print', text: 'a1\na2\nb\n' },
    { op: 'exit', status: 0 },
  ]);
  t.end();
});

t.test('kill --regex signals those whose ids match, and needs none', (t) => {
  const pids = (pattern: string) => planned(['kill', '--regex', pattern], several).ops.map(({ pid }) => pid);
  t.strictSame(pids('^a'), [1, 2]);
  t.strictSame(pids('^z'), []);
  t.strictSame(pids('begun'), [], 'its create has just begun');
  t.equal(refusal(['kill', '--regex', '('], several), 'invalid value "(" for ID: not a regular expression');
  t.end();
});

t.test('delete --regex removes those whose ids match; several cannot be locked', (t) => {
  const { ops, locks } = planned(['delete', '--force', '--regex', '^a'], several);
  t.strictSame(
    ops.filter(({ op }) => op === 'removeTree').map(({ path }) => path),
    ['/run/runts/a1', '/run/runts/a2'],
  );
  t.strictSame(locks, []);
  t.strictSame(planned(['delete', '--regex', '^b$'], several).locks, ['/run/runts/.lock/b']);
  t.strictSame(planned(['delete', '--regex', '^z'], several).ops, []);
  t.equal(refusal(['delete', '--regex', '['], several), 'invalid value "[" for ID: not a regular expression');
  t.end();
});

// --- spec, validate, explain ----------------------------------------------------------------------------------------

t.test('spec writes a config that runts itself takes, for root and for any user', (t) => {
  for (const flags of [[], ['--rootless']]) {
    const [op] = planned(['spec', ...flags], { cwd: '/bundle', ids: user }).ops;
    t.match(op, { op: 'writeFile', path: '/bundle/config.json', mode: 0o644 });
    const files = { '/bundle/config.json': String(op?.data) };
    t.match(printed(['validate', '/bundle'], { files }), ['/bundle/config.json: valid\n', 0]);
    const memory = { files, ...(flags.length > 0 ? { ids: user } : {}) };
    t.equal(
      planned(['create', '-b', '/bundle', '--console-socket', '/s', 'box'], memory).ops.at(-1)?.op,
      'execve',
    );
  }
  t.end();
});

t.test('spec --rootless maps the caller alone', (t) => {
  const ids = { ...user, uid: 1001, gid: 1002 };
  const spec = JSON.parse(String(planned(['spec', '--rootless'], { ids }).ops[0]?.data));
  t.strictSame(spec.linux.uidMappings, [{ containerID: 0, hostID: 1001, size: 1 }]);
  t.strictSame(spec.linux.gidMappings, [{ containerID: 0, hostID: 1002, size: 1 }]);
  t.notOk(JSON.stringify(spec.mounts).includes('gid=5'));
  t.end();
});

t.test('spec leaves a config that is there', (t) => {
  const files = { '/home/b/config.json': '{}' };
  t.equal(refusal(['spec', '--bundle', 'b'], { files }), '"/home/b/config.json" exists: remove it first');
  t.end();
});

t.test('validate names what is wrong, by the name the user gave the file', (t) => {
  const files = {
    '/home/b/config.json': '{"ociVersion":"1.3.0","root":{"path":"r"},"hostnam":"x"}',
    '/home/good.json': JSON.stringify(config),
  };
  t.match(printed(['validate', 'b/'], { files }), [/^b\/config\.json:1:\d+: \/hostnam: .*"hostname"/, 1]);
  t.strictSame(printed(['validate', 'good.json'], { files }), ['good.json: valid\n', 0]);
  const [text, status] = printed(['validate', '--format', 'json', 'b'], { files });
  t.equal(status, 1);
  t.match(JSON.parse(String(text)), [{ level: 'misspelt', property: '/hostnam' }]);
  t.equal(refusal(['validate', 'nope']), 'cannot open "/home/nope": ENOENT: no such file or directory');
  t.end();
});

t.test('validate passes what is merely odd', (t) => {
  const odd = { ...config, process: { ...config.process, capabilities: { bounding: ['CAP_NOPE'] } } };
  const files = { '/home/config.json': JSON.stringify(odd) };
  const [text, status] = printed(['validate'], { files });
  t.equal(status, 0);
  t.match(text, /^warning: \.\/config\.json:1:\d+: .*\n\.\/config\.json: valid\n$/);
  t.end();
});

t.test('explain prints the plan of create, and changes and locks nothing', (t) => {
  const { ops, locks } = planned(['explain', '/bundle'], bundle);
  t.strictSame(names(ops), ['print', 'exit']);
  t.match(
    ops[0]?.text,
    /^TRACK +STAGE +OP +TARGET +ORIGIN\nruntime +claimId +mkdir +make directory "\/run\/runts\/ID"/,
  );
  t.strictSame(locks, []);
  t.end();
});

for (const [command, last] of [
  ['create', /execve +execute/],
  ['run', /exit +exit\n$/],
  ['start', /writeFile +write file "\/run\/runts\/ID\/state\.json": running\n$/],
  ['delete', /unlink +remove file "\/run\/runts\/\.lock\/ID"\n$/],
] as const) {
  t.test(`explain --command ${command}`, (t) => {
    t.match(printed(['explain', '--command', command, '/bundle'], bundle)[0], last);
    t.end();
  });
}

t.test('explain refuses what it cannot explain', (t) => {
  t.match(refusal(['explain', '--command', 'kill', '/bundle'], bundle), /^explain of kill is not supported/);
  t.equal(
    refusal(['explain', '/nope']),
    'cannot open "/nope/config.json": ENOENT: no such file or directory',
  );
  t.end();
});

t.test("explain --format json has the facts, with which another machine's plan can be told", (t) => {
  const [text] = printed(['explain', '--format', 'json', '/bundle'], bundle);
  const whole = JSON.parse(String(text));
  t.strictSame(whole.facts, {
    uid: 0,
    gid: 0,
    groups: [],
    capEff: '000001ffffffffff',
    lastCap: 40,
    now: Date.UTC(2026, 0, 2, 3, 4, 5),
    bootId,
    cgroups: [
      {
        version: 2,
        controllers: ['cpu', 'memory', 'pids'],
        mountpoint: '/sys/fs/cgroup',
        own: '/system.slice/engine.service',
      },
    ],
    directories: [],
    devices: [],
    initialUserNamespace: true,
    setgroups: true,
  });
  const files = {
    ...bundle.files,
    '/home/plan.json': String(text),
    '/home/facts.json': JSON.stringify(whole.facts),
  };
  const elsewhere = (facts: string) =>
    printed(['explain', '--facts', facts, '/bundle'], { files: { ...files, '/proc/self/mountinfo': '' } })[0];
  const here = printed(['explain', '/bundle'], bundle)[0];
  t.equal(elsewhere('plan.json'), here);
  t.equal(elsewhere('/home/facts.json'), here);
  t.end();
});

const wrongFacts: Readonly<Record<string, readonly [string, RegExp]>> = {
  'no JSON': ['{', /^\/home\/f: is not JSON: /],
  'no object': ['[]', /^\/home\/f: must be an object$/],
  incomplete: ['{"uid":0}', /^\/home\/f: \/gid must be of type number$/],
  'of another shape': [
    '{"facts":{"uid":0,"gid":0,"groups":7}}',
    /^\/home\/f: \/groups must be of type array$/,
  ],
};
for (const [what, [text, error]] of Object.entries(wrongFacts)) {
  t.test(`explain refuses facts that are ${what}`, (t) => {
    const files = { ...bundle.files, '/home/f': text };
    t.match(refusal(['explain', '--facts', 'f', '/bundle'], { files }), error);
    t.end();
  });
}

t.test('a fault of ours is not dressed up as an answer', (t) => {
  const host = { ...memoryHost(), ids: () => undefined as never };
  t.throws(() => plan(['list'], host), TypeError);
  t.end();
});
