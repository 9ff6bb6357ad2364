import t from 'tap';
import type { Request } from '../../runtime/plan/request.ts';
import type { Stage } from '../../runtime/plan/stage.ts';
import { parseState } from '../../runtime/spec/parse.ts';
import {
  claimId,
  created,
  expectState,
  pidFile,
  recordPid,
  recordResources,
  running,
} from '../../runtime/stages/state.ts';
import { recorded, request } from './request.ts';

t.test('claimId makes the directory, and the create that fails removes it and the lock', (t) => {
  t.strictSame(claimId.plan(request()), [
    {
      op: 'mkdir',
      in: 'runtime',
      path: '/run/runts/box',
      mode: 0o700,
      ifExists: 'fail',
      parents: true,
      elseUnlink: '/run/runts/.lock/box',
      origin: '',
      says: { EEXIST: 'container with given ID already exists' },
      undo: [
        { op: 'removeTree', in: 'runtime', path: '/run/runts/box', ifMissing: 'skip', origin: '' },
        { op: 'unlink', in: 'runtime', path: '/run/runts/.lock/box', ifMissing: 'skip', origin: '' },
      ],
    },
  ]);
  t.end();
});

/** What a stage writes to state.json, with the machine's slots filled. */
function written(stage: Stage, asked: Request): unknown {
  const [op] = stage.plan(asked);
  if (op?.op !== 'writeFile') throw new Error('the stage writes no file');
  t.match(op, { in: 'runtime', path: '/run/runts/box/state.json', mode: 0o600, origin: '' });
  const slots = { pid: '31', startTime: '555', runtimePid: '30', runtimeStartTime: '550' };
  const parts = typeof op.data === 'string' ? [op.data] : op.data;
  const text = parts.map((part) => (typeof part === 'string' ? part : slots[part.slot])).join('');
  t.equal(text.at(-1), '\n');
  return parseState(text, 'state.json').value;
}

const record = {
  runtime: { pid: 30, startTime: 550 },
  version: 1,
  created: '2026-01-02T03:04:05.000Z',
  owner: 0,
  bootId: '7d5a1a0e-0000-4000-8000-000000000000',
  rootfs: '/bundle/rootfs',
  cgroups: [{ path: '/sys/fs/cgroup/system.slice/box', base: '/sys/fs/cgroup/system.slice', version: 2 }],
  ownPidNamespace: true,
};

t.test('recordResources names all that will be made, and keeps the config', (t) => {
  const asked = request({ namespaces: ['pid'], spec: { annotations: { 'com.example': '"' } } });
  const shared = { ...asked, spec: { ...asked.spec, linux: { namespaces: [{ type: 'mount' }] } } } as const;
  t.strictSame(written(recordResources, asked), {
    ociVersion: '1.3.0',
    id: 'box',
    status: 'creating',
    pid: 0,
    bundle: '/bundle',
    annotations: { 'com.example': '"' },
    runts: { startTime: 0, ...record },
  });
  t.strictSame(written(recordResources, shared), {
    ociVersion: '1.3.0',
    id: 'box',
    status: 'creating',
    pid: 0,
    bundle: '/bundle',
    annotations: { 'com.example': '"' },
    runts: { startTime: 0, ...record, ownPidNamespace: false },
  });
  t.strictSame(recordResources.plan(asked)[1], {
    op: 'writeFile',
    in: 'runtime',
    path: '/run/runts/box/config.json',
    data: '{}',
    mode: 0o600,
    origin: '',
  });
  t.end();
});

for (const [stage, status] of [
  [recordPid, 'creating'],
  [created, 'created'],
  [running, 'running'],
] as const) {
  t.test(
    `${stage.name} records the status ${status} with the process's pid and start time, and who says so`,
    (t) => {
      t.strictSame(written(stage, request({ namespaces: ['pid'] })), {
        ociVersion: '1.3.0',
        id: 'box',
        status,
        pid: 31,
        bundle: '/bundle',
        runts: { startTime: 555, ...record },
      });
      t.end();
    },
  );
}

t.test('start keeps what create recorded and changes the status alone', (t) => {
  const state = recorded(
    { bundle: '/elsewhere', ociVersion: '1.0.2', annotations: { a: 'b' } },
    { owner: 7, created: 'then', ownPidNamespace: false },
  );
  t.strictSame(written(running, request({ command: 'start', state })), {
    ociVersion: '1.0.2',
    id: 'box',
    status: 'running',
    pid: 4242,
    bundle: '/elsewhere',
    annotations: { a: 'b' },
    runts: { startTime: 777, ...record, owner: 7, created: 'then', ownPidNamespace: false },
  });
  t.end();
});

t.test('a pid file has digits alone, and goes when create fails', (t) => {
  t.strictSame(pidFile.plan(request({ options: { pidFile: '/run/box.pid' } })), [
    {
      op: 'writeFile',
      in: 'runtime',
      path: '/run/box.pid',
      data: [{ slot: 'pid' }],
      mode: 0o644,
      origin: '',
      undo: [{ op: 'unlink', in: 'runtime', path: '/run/box.pid', ifMissing: 'skip', origin: '' }],
    },
  ]);
  t.strictSame(pidFile.plan(request()), []);
  t.end();
});

t.test('a command on a container goes on only if its state is as the planner saw it', (t) => {
  t.strictSame(expectState.plan(request({ command: 'start', state: recorded() })), [
    {
      op: 'expectState',
      in: 'runtime',
      path: '/run/runts/box/state.json',
      content: '{"the":"text"}\n',
      origin: '',
      says: {
        ESTALE: 'container "box" was changed by another command meanwhile',
        ENOENT: 'container "box": container does not exist',
      },
    },
  ]);
  t.notOk('content' in (expectState.plan(request({ command: 'delete' }))[0] ?? {}));
  t.end();
});
