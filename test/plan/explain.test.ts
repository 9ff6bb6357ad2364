import t from 'tap';
import { explain, planJson } from '../../runtime/plan/explain.ts';
import type { Op } from '../../runtime/plan/op.ts';
import type { Plan } from '../../runtime/plan/plan.ts';

function plan(...ops: readonly (Op & { readonly stage?: string })[]): Plan {
  return {
    command: 'create',
    id: 'box',
    options: { preserveFds: 0, debug: false, log: undefined },
    ops: ops.map((op) => ({ stage: 'test', ...op })),
  };
}

/** The TARGET column of an op. */
function target(op: Op): string | undefined {
  return explain(plan(op)).split('\n')[1]?.split('  ').filter(Boolean)[3]?.trim();
}

t.test('explain is a table: one line an op, its undo beneath it, hand-overs between', (t) => {
  const text = explain(
    plan(
      {
        op: 'mkdir',
        in: 'runtime',
        path: '/run/box',
        mode: 0o700,
        ifExists: 'fail',
        origin: '',
        undo: [{ op: 'removeTree', in: 'runtime', path: '/run/box', ifMissing: 'skip', origin: '' }],
      },
      {
        op: 'maskPath',
        in: 'container',
        target: '/proc/kcore',
        origin: '/linux/maskedPaths/0',
        stage: 'masks',
      },
      { op: 'setsid', in: 'container', origin: '' },
      { op: 'awaitExec', in: 'runtime', origin: '' },
    ),
  );
  t.equal(
    text,
    `TRACK      STAGE  OP         TARGET                         ORIGIN
runtime    test   mkdir      make directory "/run/box"
                               undo: remove directory "/run/box"
-- runtime -> container
container  masks  maskPath   mask "/proc/kcore"             /linux/maskedPaths/0
container  test   setsid     start a session
-- container -> runtime
runtime    test   awaitExec  wait for the program to start
`,
  );
  t.end();
});

t.test('a long target moves its own origin only', (t) => {
  const mask = (length: number): Op => ({
    op: 'maskPath',
    in: 'container',
    target: `/${'x'.repeat(length)}`,
    origin: '/o',
  });
  const columns = explain(plan(mask(10), mask(100)))
    .split('\n')
    .map((line) => line.search(/ORIGIN|\/o$/));
  t.equal(columns[0], columns[1]);
  t.ok((columns[2] ?? 0) > (columns[0] ?? 0));
  t.end();
});

t.test('a plan without ops has a header', (t) => {
  t.equal(explain(plan()), 'TRACK  STAGE  OP  TARGET  ORIGIN\n');
  t.end();
});

const common = { in: 'container', origin: '' } as const;
const state = (data: readonly string[]): Op => ({
  op: 'writeFile',
  in: 'runtime',
  path: '/run/box/state.json',
  data,
  mode: 0o600,
  origin: '',
});
const details: Readonly<Record<string, readonly [Op, string]>> = {
  'what init is made with': [
    { op: 'cloneInit', flags: ['CLONE_NEWNS', 'CLONE_NEWPID'], cgroup: '/c', ...common },
    'start the init process: CLONE_NEWNS CLONE_NEWPID in "/c"',
  ],
  'that init is in no cgroup': [
    { op: 'cloneInit', flags: ['CLONE_NEWNS'], ...common },
    'start the init process: CLONE_NEWNS',
  ],
  'the options of a mount': [
    {
      op: 'mount',
      filesystemtype: 'tmpfs',
      source: 'shm',
      target: '/dev/shm',
      attributes: ['NOSUID'],
      options: ['size=1m'],
      ...common,
    },
    'mount "shm" on "/dev/shm": tmpfs NOSUID size=1m',
  ],
  'what a bind mount is changed to': [
    {
      op: 'bind',
      from: 'x',
      source: '/s',
      target: '/t',
      set: ['RDONLY'],
      clear: ['NODEV'],
      setRecursive: ['NOSUID'],
      clearRecursive: ['_ATIME'],
      propagation: 'shared',
      propagationRecursive: true,
      ...common,
    },
    'mount "/s" on "/t": RDONLY -NODEV rNOSUID -r_ATIME rshared',
  ],
  'nothing of a bind mount as it is': [
    { op: 'bind', from: 'x', source: '/s', target: '/t', ...common },
    'mount "/s" on "/t"',
  ],
  'a changed mount': [
    { op: 'mountSetattr', target: '/', set: ['RDONLY'], clear: ['NOEXEC'], propagation: 'slave', ...common },
    'change the mount "/": RDONLY -NOEXEC slave',
  ],
  'a mount changed with all beneath it': [
    { op: 'mountSetattr', target: '/', set: ['RDONLY'], clear: ['NOEXEC'], recursive: true, ...common },
    'change the mount "/": rRDONLY -rNOEXEC',
  ],
  'one that is only set': [
    { op: 'mountSetattr', target: '/', recursive: true, ...common },
    'change the mount "/"',
  ],
  'the numbers and mode of a device': [
    { op: 'mknod', target: '/d', type: 'block', major: 8, minor: 1, mode: 0o640, uid: 0, gid: 0, ...common },
    'make device "/d": block 8:1 mode 640',
  ],
  'a limit': [
    { op: 'prlimit', resource: 'RLIMIT_AS', soft: 1, hard: 2n ** 64n - 1n, ...common },
    'set RLIMIT_AS: 1 18446744073709551615',
  ],
  'capabilities as /proc/PID/status has them': [
    { op: 'capset', effective: 1n, permitted: 2n ** 40n, inheritable: 0, ambient: 0n, ...common },
    'set capabilities: effective 0x1 permitted 0x10000000000 inheritable 0x0 ambient 0x0',
  ],
  'the bounding set': [
    { op: 'dropBounding', keep: 33n, ...common },
    'drop capabilities from the bounding set: keep 0x21',
  ],
  'the status that a state is written with': [
    state(['{"id":"x","status":"created"', '}']),
    'write file "/run/box/state.json": created',
  ],
  'no status of a state without': [state(['{}']), 'write file "/run/box/state.json":'],
  'control characters as escapes': [
    { op: 'sethostname', name: 'a\nb"\u001b[31m', ...common },
    'set hostname "a\\nb"\\u001b[31m"',
  ],
};
for (const [what, [op, text]] of Object.entries(details)) {
  t.test(`explain shows ${what}`, (t) => {
    t.equal(target(op), text);
    t.end();
  });
}

t.test('a target is at most one line of 200 characters', (t) => {
  const shown = target({ op: 'sethostname', name: 'x'.repeat(300), ...common }) ?? '';
  t.equal(shown.length, 200);
  t.match(shown, /x\.\.\.$/);
  t.end();
});

t.test('planJson is the plan, numbers too large for a double as digits', (t) => {
  const whole = plan(
    { op: 'prlimit', resource: 'RLIMIT_AS', soft: 5n, hard: 2n ** 64n - 1n, ...common },
    { op: 'umask', mask: 18, ...common },
  );
  t.strictSame(JSON.parse(planJson(whole, { facts: { uid: 0 } })), {
    command: 'create',
    id: 'box',
    options: { preserveFds: 0, debug: false },
    ops: [
      {
        stage: 'test',
        op: 'prlimit',
        resource: 'RLIMIT_AS',
        soft: 5,
        hard: '18446744073709551615',
        in: 'container',
        origin: '',
      },
      { stage: 'test', op: 'umask', mask: 18, in: 'container', origin: '' },
    ],
    facts: { uid: 0 },
  });
  t.match(planJson(whole), /^\{\n.*\}\n$/s);
  t.end();
});
