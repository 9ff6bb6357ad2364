/**
 * The terminal: a pty of the container's own devpts, its master sent to who asked, its peer the process's stdio.
 *
 * config.json: `process.terminal`, `process.consoleSize`
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#process
 */
import type { Op } from '../plan/op.ts';
import type { Request } from '../plan/request.ts';
import { refuse, type Stage } from '../plan/stage.ts';

function wantsTerminal({ spec }: Request): boolean {
  return spec.process?.terminal === true;
}

/** Whether the runtime itself relays the terminal: `run` in the foreground. */
function relays({ command, options }: Request): boolean {
  return command === 'run' && !options.detach && options.consoleSocket === undefined;
}

const origin = '/process/terminal';

/** Connected while its path means what the caller meant. */
export const consoleConnect: Stage = {
  name: 'consoleConnect',
  config: ['process.terminal'],
  plan(request) {
    const { consoleSocket } = request.options;
    if (!wantsTerminal(request)) {
      if (consoleSocket !== undefined) refuse(origin, 'must be true to use --console-socket');
      return [];
    }
    if (relays(request))
      return [{ op: 'socketpair', in: 'runtime', as: 'terminal', peer: 'console', origin }];
    if (consoleSocket === undefined) refuse(origin, 'needs --console-socket: nobody would hold the terminal');
    return [{ op: 'connect', in: 'runtime', path: consoleSocket, as: 'console', origin }];
  },
};

export const console: Stage = {
  name: 'console',
  config: ['process.consoleSize'],
  plan(request) {
    if (!wantsTerminal(request)) return [];
    const { spec } = request;
    const size = spec.process?.consoleSize;
    const rows = Number(size?.height ?? 0);
    const columns = Number(size?.width ?? 0);
    const uid = spec.process?.user?.uid ?? 0;
    const receive: readonly Op[] = relays(request)
      ? [{ op: 'receiveFd', in: 'runtime', from: 'terminal', as: 'master', origin }]
      : [];
    return [
      { op: 'openPty', in: 'container', as: 'pty', peer: 'tty', uid, rows, columns, origin },
      { op: 'bindConsole', in: 'container', peer: 'tty', origin },
      { op: 'sendFd', in: 'container', from: 'console', fd: 'pty', name: '/dev/pts/ptmx', origin },
      ...receive,
    ];
  },
};

/** The peer becomes stdio and the session's terminal; without one, stdio goes to the process's user. */
export const stdio: Stage = {
  name: 'stdio',
  config: [],
  plan(request) {
    if (wantsTerminal(request)) return [{ op: 'controllingTerminal', in: 'container', peer: 'tty', origin }];
    if (request.spec.process === undefined) return [];
    const uid = request.spec.process.user?.uid ?? 0;
    return [{ op: 'chownStdio', in: 'container', uid, origin: '/process/user/uid' }];
  },
};

/** `run` in the foreground: nothing but the machine stays, passes signals on and waits. */
export const supervise: Stage = {
  name: 'supervise',
  config: [],
  plan(request) {
    if (request.options.detach) return [];
    const terminal = wantsTerminal(request) && relays(request) ? { terminal: 'master' } : {};
    const subreaper = request.options.subreaper ? { subreaper: true } : {};
    return [{ op: 'supervise', in: 'runtime', ...terminal, ...subreaper, origin: '' }];
  },
};
