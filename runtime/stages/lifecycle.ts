/** The steps between created and running, and the ends of the commands. Not in config.json. */
import { texts } from '../errors.ts';
import type { Stage } from '../plan/stage.ts';
import { killAll } from './delete.ts';

/**
 * The socket on which the waiting init hears `start`; in a directory that only the owner may enter. `start` removes it
 * before it lets init go on: without it a `created` that lives is running.
 */
export function startSocket(stateDir: string): string {
  return `${stateDir}/start.sock`;
}

/** Before init exists: it inherits the socket. `run` starts its init itself. */
export const listenForStart: Stage = {
  name: 'listenForStart',
  config: [],
  plan: ({ command, options }) =>
    command === 'run'
      ? []
      : [{ op: 'listen', in: 'runtime', path: startSocket(options.stateDir), as: 'start', origin: '' }],
};

/** A session of its own, and nobody in a shared pid namespace looks into it. */
export const initSession: Stage = {
  name: 'initSession',
  config: [],
  plan: () => [
    { op: 'setsid', in: 'container', origin: '' },
    { op: 'undumpable', in: 'container', origin: '' },
  ],
};

/** create ends for the runtime track here; init waits. */
export const waitForStart: Stage = {
  name: 'waitForStart',
  config: [],
  plan: () => [{ op: 'waitForStart', in: 'container', from: 'start', origin: '' }],
};

/** `run`: the runtime track stays until the program has been executed. */
export const awaitExec: Stage = {
  name: 'awaitExec',
  config: [],
  plan: () => [{ op: 'awaitExec', in: 'runtime', origin: '' }],
};

/** `start`: wakes the waiting init and hears what becomes of it. A poststart hook that fails stops the container. */
export const startInit: Stage = {
  name: 'startInit',
  config: [],
  plan: (request) => [
    {
      op: 'startInit',
      in: 'runtime',
      path: startSocket(request.options.stateDir),
      pid: request.state?.pid ?? 0,
      startTime: request.state?.record.startTime ?? 0,
      says: { ESRCH: texts.startStopped, ECONNREFUSED: texts.startStopped, ENOENT: texts.startRunning },
      origin: '',
      undo: killAll.plan(request),
    },
  ],
};

/** `run` in the foreground ends as its container did. */
export const exitAsInit: Stage = {
  name: 'exitAsInit',
  config: [],
  plan: ({ options }) =>
    options.detach ? [] : [{ op: 'exit', in: 'runtime', status: 0, ofInit: true, origin: '' }],
};
