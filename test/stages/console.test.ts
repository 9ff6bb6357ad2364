import t from 'tap';
import { console, consoleConnect, stdio, supervise } from '../../runtime/stages/console.ts';
import { type Asked, request } from './request.ts';

const origin = '/process/terminal';
const terminal = (more: Asked = {}) =>
  request({
    ...more,
    process: { terminal: true, consoleSize: { height: 24, width: 80 }, user: { uid: 7 }, ...more.process },
  });
const openPty = {
  op: 'openPty',
  in: 'container',
  as: 'pty',
  peer: 'tty',
  uid: 7,
  rows: 24,
  columns: 80,
  origin,
};
const rest = [
  { op: 'bindConsole', in: 'container', peer: 'tty', origin },
  { op: 'sendFd', in: 'container', from: 'console', fd: 'pty', name: '/dev/pts/ptmx', origin },
];

t.test('the terminal goes to the console socket, which is connected first', (t) => {
  const asked = terminal({ options: { consoleSocket: '/run/console.sock' } });
  t.strictSame(consoleConnect.plan(asked), [
    { op: 'connect', in: 'runtime', path: '/run/console.sock', as: 'console', origin },
  ]);
  t.strictSame(console.plan(asked), [openPty, ...rest]);
  t.strictSame(stdio.plan(asked), [{ op: 'controllingTerminal', in: 'container', peer: 'tty', origin }]);
  t.end();
});

t.test('run in the foreground relays the terminal itself', (t) => {
  const asked = terminal({ command: 'run', options: { subreaper: true } });
  t.strictSame(consoleConnect.plan(asked), [
    { op: 'socketpair', in: 'runtime', as: 'terminal', peer: 'console', origin },
  ]);
  t.strictSame(console.plan(asked), [
    openPty,
    ...rest,
    { op: 'receiveFd', in: 'runtime', from: 'terminal', as: 'master', origin },
  ]);
  t.strictSame(supervise.plan(asked), [
    { op: 'supervise', in: 'runtime', terminal: 'master', subreaper: true, origin: '' },
  ]);
  t.end();
});

t.test('run with a console socket gives the terminal away', (t) => {
  const asked = terminal({ command: 'run', options: { consoleSocket: '/s' } });
  t.match(consoleConnect.plan(asked), [{ op: 'connect' }]);
  t.strictSame(supervise.plan(asked), [{ op: 'supervise', in: 'runtime', origin: '' }]);
  t.end();
});

t.test('a size that is not given is not set, a user that is not given is root', (t) => {
  const asked = request({ process: { terminal: true }, options: { consoleSocket: '/s' } });
  t.match(console.plan(asked)[0], { op: 'openPty', uid: 0, rows: 0, columns: 0 });
  t.end();
});

t.test("without a terminal stdio is the engine's and goes to the process's user", (t) => {
  const asked = request({ process: { user: { uid: 7 } } });
  t.strictSame(consoleConnect.plan(asked), []);
  t.strictSame(console.plan(asked), []);
  t.strictSame(stdio.plan(asked), [
    { op: 'chownStdio', in: 'container', uid: 7, origin: '/process/user/uid' },
  ]);
  t.match(stdio.plan(request()), [{ op: 'chownStdio', uid: 0 }]);
  t.strictSame(stdio.plan(request({ spec: { process: undefined as never } })), []);
  t.end();
});

t.test('run --detach waits for nobody', (t) => {
  t.strictSame(supervise.plan(request({ command: 'run', options: { detach: true } })), []);
  t.end();
});

for (const asked of [terminal(), terminal({ command: 'run', options: { detach: true } })]) {
  t.test(`${asked.command} of a terminal that nobody would hold is refused`, (t) => {
    t.throws(() => consoleConnect.plan(asked), {
      code: 'ERR_CONFIG_INVALID',
      message: 'config.json: /process/terminal: needs --console-socket: nobody would hold the terminal',
    });
    t.end();
  });
}

t.test('a console socket without a terminal would wait forever', (t) => {
  t.throws(() => consoleConnect.plan(request({ options: { consoleSocket: '/s' } })), {
    code: 'ERR_CONFIG_INVALID',
    message: 'config.json: /process/terminal: must be true to use --console-socket',
  });
  t.end();
});
