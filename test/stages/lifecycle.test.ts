import t from 'tap';
import {
  awaitExec,
  exitAsInit,
  initSession,
  listenForStart,
  startInit,
  waitForStart,
} from '../../runtime/stages/lifecycle.ts';
import { recorded, request } from './request.ts';

t.test('init waits on a socket in the state directory, that start connects to', (t) => {
  t.strictSame(listenForStart.plan(request()), [
    { op: 'listen', in: 'runtime', path: '/run/runts/box/start.sock', as: 'start', origin: '' },
  ]);
  t.strictSame(listenForStart.plan(request({ command: 'run' })), [], 'run starts its init itself');
  t.strictSame(waitForStart.plan(request()), [
    { op: 'waitForStart', in: 'container', from: 'start', origin: '' },
  ]);
  const path = '/sys/fs/cgroup/system.slice/box';
  const common = { in: 'runtime', origin: '' };
  t.strictSame(startInit.plan(request({ command: 'start', state: recorded() })), [
    {
      op: 'startInit',
      in: 'runtime',
      path: '/run/runts/box/start.sock',
      pid: 4242,
      startTime: 777,
      says: {
        ESRCH: 'cannot start a container that has stopped',
        ECONNREFUSED: 'cannot start a container that has stopped',
        ENOENT: 'cannot start an already running container',
      },
      origin: '',
      undo: [
        { op: 'signal', pid: 4242, startTime: 777, signal: 9, ifMissing: 'skip', ...common },
        { op: 'signalCgroup', path, signal: 9, ifMissing: 'skip', ...common },
        { op: 'awaitExit', pid: 4242, startTime: 777, timeoutMs: 10_000, ...common },
      ],
    },
  ]);
  t.end();
});

t.test('init leads a session, and nobody looks into it', (t) => {
  t.strictSame(initSession.plan(request()), [
    { op: 'setsid', in: 'container', origin: '' },
    { op: 'undumpable', in: 'container', origin: '' },
  ]);
  t.end();
});

t.test('run stays until the program runs, in the foreground until it ends', (t) => {
  t.strictSame(awaitExec.plan(request()), [{ op: 'awaitExec', in: 'runtime', origin: '' }]);
  t.strictSame(exitAsInit.plan(request()), [
    { op: 'exit', in: 'runtime', status: 0, ofInit: true, origin: '' },
  ]);
  t.strictSame(exitAsInit.plan(request({ options: { detach: true } })), []);
  t.end();
});
