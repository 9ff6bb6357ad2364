import t from 'tap';
import {
  createContainerHooks,
  createRuntimeHooks,
  poststartHooks,
  poststopHooks,
  prestartHooks,
  startContainerHooks,
} from '../../runtime/stages/hooks.ts';
import { recorded, request } from './request.ts';

t.test('a hook gets its arguments and environment as given, its timeout, and the state', (t) => {
  const hooks = {
    prestart: [
      { path: '/usr/bin/one', args: ['one', '--flag'], env: ['A=1'], timeout: 5 },
      { path: '/usr/bin/two' },
      { path: '/usr/bin/three', args: [] },
    ],
  };
  const stdin = [
    '{"ociVersion":"1.3.0","id":"box","status":"creating"',
    ',"pid":',
    { slot: 'pid' },
    ',"bundle":"/bundle","annotations":{"a":"b"}',
    '}',
  ];
  t.strictSame(prestartHooks.plan(request({ spec: { hooks, annotations: { a: 'b' } } })), [
    {
      op: 'spawn',
      in: 'runtime',
      path: '/usr/bin/one',
      args: ['one', '--flag'],
      env: ['A=1'],
      stdin,
      timeoutMs: 5000,
      origin: '/hooks/prestart/0',
    },
    {
      op: 'spawn',
      in: 'runtime',
      path: '/usr/bin/two',
      args: ['/usr/bin/two'],
      stdin,
      origin: '/hooks/prestart/1',
    },
    {
      op: 'spawn',
      in: 'runtime',
      path: '/usr/bin/three',
      args: ['/usr/bin/three'],
      stdin,
      origin: '/hooks/prestart/2',
    },
  ]);
  t.end();
});

const moments = [
  [prestartHooks, 'prestart', 'runtime', 'creating'],
  [createRuntimeHooks, 'createRuntime', 'runtime', 'creating'],
  [createContainerHooks, 'createContainer', 'container', 'creating'],
  [startContainerHooks, 'startContainer', 'container', 'created'],
  [poststartHooks, 'poststart', 'runtime', 'running'],
  [poststopHooks, 'poststop', 'runtime', 'stopped'],
] as const;

/** What a hook of create or run reads: the init's pid is the machine's to fill in, and none once it has ended. */
function stdin(status: string): unknown {
  return [
    `{"ociVersion":"1.3.0","id":"box","status":"${status}"`,
    ...(status === 'stopped' ? [] : [',"pid":', { slot: 'pid' }]),
    ',"bundle":"/bundle"',
    '}',
  ];
}

for (const [stage, moment, track, status] of moments) {
  t.test(`${moment} hooks run on the ${track} track and read the status ${status}`, (t) => {
    t.strictSame(stage.plan(request({ spec: { hooks: { [moment]: [{ path: '/hook' }] } } })), [
      {
        op: 'spawn',
        in: track,
        path: '/hook',
        args: ['/hook'],
        stdin: stdin(status),
        ...(moment === 'poststop' ? { ifFails: 'warn' } : {}),
        origin: `/hooks/${moment}/0`,
      },
    ]);
    t.strictSame(stage.plan(request()), []);
    t.end();
  });
}

t.test('a startContainer hook without an environment has that of the process', (t) => {
  const envs = (env?: readonly string[]) =>
    startContainerHooks
      .plan(
        request({
          process: { env: ['P=1'] },
          spec: { hooks: { startContainer: [{ path: '/hook', ...(env && { env }) }] } },
        }),
      )
      .map((op) => op.op === 'spawn' && op.env);
  t.strictSame(envs(), [['P=1']]);
  t.strictSame(envs(['H=1']), [['H=1']]);
  t.end();
});

t.test('a hook of start or delete reads what create recorded', (t) => {
  const spec = { hooks: { poststart: [{ path: '/hook' }], poststop: [{ path: '/hook' }] } };
  const read = (stage: typeof poststopHooks, state: ReturnType<typeof recorded>) =>
    stage.plan(request({ spec, state })).map((op) => op.op === 'spawn' && op.stdin)[0];
  const annotations = { a: 'b' };
  t.strictSame(read(poststartHooks, recorded({ bundle: '/elsewhere', annotations })), [
    '{"ociVersion":"1.3.0","id":"box","status":"running"',
    ',"pid":',
    '4242',
    ',"bundle":"/elsewhere","annotations":{"a":"b"}',
    '}',
  ]);
  t.strictSame(read(poststopHooks, recorded({ status: 'stopped' })), [
    '{"ociVersion":"1.3.0","id":"box","status":"stopped"',
    ',"bundle":"/bundle"',
    '}',
  ]);
  t.end();
});
