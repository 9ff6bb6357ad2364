import t from 'tap';
import { cwdAndExecutable, environment, exec } from '../../runtime/stages/process.ts';
import { request } from './request.ts';

t.test('the working directory and the program are looked up while the container is created', (t) => {
  const process = { args: ['sh', '-c', 'true'], cwd: '/srv', env: ['HOME=/root', 'PATH=/usr/bin:/bin'] };
  t.strictSame(cwdAndExecutable.plan(request({ process })), [
    {
      op: 'chdir',
      in: 'container',
      path: '/srv',
      says: {
        ENOENT: 'chdir to cwd ("/srv") set in config.json failed: no such file or directory',
        ENOTDIR: 'chdir to cwd ("/srv") set in config.json failed: not a directory',
        EACCES: 'chdir to cwd ("/srv") set in config.json failed: permission denied',
      },
      origin: '/process/cwd',
    },
    {
      op: 'findExecutable',
      in: 'container',
      name: 'sh',
      searchPath: '/usr/bin:/bin',
      says: {
        ENOENT: 'exec: "sh": executable file not found in $PATH',
        ENOTDIR: 'exec: "sh": not a directory',
        EACCES: 'exec: "sh": permission denied',
        EISDIR: 'exec: "sh": is a directory: permission denied',
      },
      origin: '/process/args/0',
    },
  ]);
  t.end();
});

t.test('a program with a slash that is missing is a missing file, not one missing in PATH', (t) => {
  const [, , find] = cwdAndExecutable.plan(request({ process: { args: ['/bin/nope'] } }));
  t.equal(find?.says?.ENOENT, 'exec: "/bin/nope": no such file or directory');
  t.end();
});

t.test('without PATH the usual directories are searched', (t) => {
  const searched = (env: readonly string[]) =>
    cwdAndExecutable
      .plan(request({ process: { env: ['HOME=/', ...env] } }))
      .map((op) => op.op === 'findExecutable' && op.searchPath)[1];
  const usual = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  t.equal(searched([]), usual);
  t.equal(searched(['PATH=']), usual);
  t.equal(searched(['PATH=/a', 'PATH=/b']), '/b');
  t.end();
});

t.test('HOME that is missing or empty is found in the container', (t) => {
  const homes = (env: readonly string[]) =>
    cwdAndExecutable.plan(request({ process: { env, user: { uid: 7 } } })).filter(({ op }) => op === 'home');
  const home = { op: 'home', in: 'container', uid: 7, origin: '/process/env' };
  t.strictSame(homes([]), [home]);
  t.strictSame(homes(['HOME=']), [home]);
  t.strictSame(homes(['HOME=/x']), []);
  t.end();
});

t.test('a process without args has a directory and no program', (t) => {
  const ops = cwdAndExecutable.plan(request({ spec: { process: { cwd: '/', env: ['HOME=/'] } } }));
  t.strictSame(
    ops.map(({ op }) => op),
    ['chdir'],
  );
  t.end();
});

t.test('environment: of a name given twice the last counts, at its place', (t) => {
  t.strictSame(
    [...environment(['A=1', 'B=2', 'A=3\n4', 'C'])],
    [
      ['B', 'B=2'],
      ['A', 'A=3\n4'],
      ['C', 'C'],
    ],
  );
  t.end();
});

t.test('exec becomes the program with its environment, an empty HOME left to the machine', (t) => {
  const process = { args: ['sh', '-i'], env: ['A=1', 'HOME=', 'A=2', 'B='] };
  t.strictSame(exec.plan(request({ process })), [
    {
      op: 'execve',
      in: 'container',
      args: ['sh', '-i'],
      env: ['A=2', 'B='],
      says: {
        ENOENT: 'exec: "sh": no such file or directory',
        EACCES: 'exec: "sh": permission denied',
        ENOEXEC: 'exec: "sh": exec format error',
      },
      origin: '/process/args',
    },
  ]);
  t.end();
});

t.test('sockets that the engine passes on are announced to the program', (t) => {
  const env = (options: { listenFds: number; listenFdNames?: string }, given: readonly string[] = []) =>
    exec
      .plan(request({ process: { env: given }, options }))
      .map((op) => (op.op === 'execve' ? op.env : undefined))[0];
  t.strictSame(env({ listenFds: 2, listenFdNames: 'a:b' }), [
    'LISTEN_FDS=2',
    'LISTEN_PID=1',
    'LISTEN_FDNAMES=a:b',
  ]);
  t.strictSame(env({ listenFds: 1 }, ['LISTEN_FDS=7', 'B=']), ['LISTEN_FDS=1', 'B=', 'LISTEN_PID=1']);
  t.strictSame(env({ listenFds: 0 }), []);
  t.end();
});

t.test('a container without a program cannot be started', (t) => {
  const text = 'cannot start a container whose config.json has no process.args';
  const fail = [{ op: 'fail', in: 'container', text, origin: '/process' }];
  t.strictSame(cwdAndExecutable.plan(request({ spec: { process: undefined as never } })), []);
  t.strictSame(exec.plan(request({ spec: { process: undefined as never } })), fail);
  t.strictSame(exec.plan(request({ process: { args: [] } })), fail);
  t.end();
});
