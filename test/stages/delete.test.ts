import t from 'tap';
import { cgroupRemove, endHolder, killAll, removeState } from '../../runtime/stages/delete.ts';
import { recorded, request } from './request.ts';

const path = '/sys/fs/cgroup/system.slice/box';
const killCgroup = { op: 'signalCgroup', in: 'runtime', path, signal: 9, ifMissing: 'skip', origin: '' };

t.test('killAll ends the init and all of its cgroup, then waits for the init', (t) => {
  t.strictSame(killAll.plan(request({ command: 'delete', state: recorded({ status: 'running' }) })), [
    {
      op: 'signal',
      in: 'runtime',
      pid: 4242,
      startTime: 777,
      signal: 9,
      ifMissing: 'skip',
      origin: '',
    },
    killCgroup,
    { op: 'awaitExit', in: 'runtime', pid: 4242, startTime: 777, timeoutMs: 10_000, origin: '' },
  ]);
  t.end();
});

t.test('of a stopped container only the cgroup may have processes left: the pid may be another one', (t) => {
  const stopped = (ownPidNamespace: boolean) =>
    request({ command: 'delete', state: recorded({ status: 'stopped' }, { ownPidNamespace }) });
  t.strictSame(killAll.plan(stopped(false)), [killCgroup]);
  t.strictSame(killAll.plan(stopped(true)), [], 'who is there now is not of this container');
  t.end();
});

t.test('what a killed create had not entered is not killed, nor removed where it was there before', (t) => {
  const cgroups = [
    { path, base: '/sys/fs/cgroup/system.slice', version: 2 as const },
    { path: '/sys/fs/cgroup/theirs', base: '/sys/fs/cgroup', version: 2 as const, existed: true },
  ];
  const left = request({ command: 'delete', state: recorded({ status: 'creating', pid: 0 }, { cgroups }) });
  t.strictSame(killAll.plan(left), []);
  t.strictSame(
    cgroupRemove.plan(left).map((op) => op.op === 'cgroupRmdir' && op.path),
    [path],
  );
  t.end();
});

t.test('the cgroups go that create recorded', (t) => {
  t.strictSame(cgroupRemove.plan(request({ command: 'delete', state: recorded() })), [
    { op: 'cgroupRmdir', in: 'runtime', path, base: '/sys/fs/cgroup/system.slice', origin: '' },
  ]);
  t.end();
});

t.test('the state directory goes last, with its lock', (t) => {
  t.strictSame(removeState.plan(request({ command: 'delete' })), [
    { op: 'removeTree', in: 'runtime', path: '/run/runts/box', ifMissing: 'skip', origin: '' },
    { op: 'unlink', in: 'runtime', path: '/run/runts/.lock/box', ifMissing: 'skip', origin: '' },
  ]);
  t.end();
});

t.test('where nothing is recorded there is nothing to end', (t) => {
  t.strictSame(killAll.plan(request({ command: 'delete' })), []);
  t.strictSame(cgroupRemove.plan(request({ command: 'delete' })), []);
  t.end();
});

t.test('who holds the lock is ended, then init, for which that one may wait, then the lock is free', (t) => {
  const end = { op: 'endProcess', in: 'runtime', pid: 4200, startTime: 770, patienceMs: 3000, origin: '' };
  const lock = {
    op: 'lock',
    in: 'runtime',
    path: '/run/runts/.lock/box',
    timeoutMs: 10_000,
    origin: '',
    says: { EAGAIN: 'another command holds the container "box"' },
  };
  t.strictSame(endHolder.plan(request({ command: 'delete', state: recorded({ status: 'creating' }) })), [
    end,
    { op: 'signal', in: 'runtime', pid: 4242, startTime: 777, signal: 9, ifMissing: 'skip', origin: '' },
    lock,
  ]);
  const begun = recorded({ status: 'creating', pid: 0 });
  t.strictSame(endHolder.plan(request({ command: 'delete', state: begun })), [end, lock]);
  t.strictSame(endHolder.plan(request({ command: 'delete' })), []);
  t.end();
});
