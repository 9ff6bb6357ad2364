/** Delete: what create made goes, the state directory last, so that a crash on the way can be repaired. */
import { texts } from '../errors.ts';
import type { Stage } from '../plan/stage.ts';
import { cgroupKillOps, cgroupRemoveOps } from './cgroup.ts';

/** How long a process may take to die of SIGKILL: it may hang in a file system. */
const killTimeoutMs = 10_000;

/** How long a command that is told to end may take to undo what it did. */
const undoTimeoutMs = 3_000;

/** How long the lock may take to come free once whoever holds it was ended. */
const lockTimeoutMs = 10_000;

/**
 * `delete --force` where another command holds the lock, because a hook of it hangs, say. Its process ends, and the
 * container's: as likely as not it waits for that one. Then the lock comes free, or all is gone with it.
 */
export const endHolder: Stage = {
  name: 'endHolder',
  config: [],
  plan({ id, options, state }) {
    if (state === undefined) return [];
    const { pid, record } = state;
    const { runtime, startTime } = record;
    return [
      { op: 'endProcess', in: 'runtime', ...runtime, patienceMs: undoTimeoutMs, origin: '' },
      ...(pid > 0
        ? [{ op: 'signal', in: 'runtime', pid, startTime, signal: 9, ifMissing: 'skip', origin: '' } as const]
        : []),
      {
        op: 'lock',
        in: 'runtime',
        path: options.lockPath,
        timeoutMs: lockTimeoutMs,
        origin: '',
        says: { EAGAIN: texts.busy(id) },
      },
    ];
  },
};

/**
 * Every process ends. The init's death takes its pid namespace along; in a shared one, the cgroup names the others.
 */
export const killAll: Stage = {
  name: 'killAll',
  config: [],
  plan(request) {
    const { state } = request;
    if (state === undefined) return [];
    const { pid, status } = state;
    const { startTime, ownPidNamespace } = state.record;
    const alive = pid > 0 && status !== 'stopped';
    // Then all of the container are gone, or none has been there yet: who is in the cgroup is another's, who uses or used
    // the same path.
    const ended = pid === 0 || (status === 'stopped' && ownPidNamespace);
    return [
      ...(alive
        ? [{ op: 'signal', in: 'runtime', pid, startTime, signal: 9, ifMissing: 'skip', origin: '' } as const]
        : []),
      ...(ended ? [] : cgroupKillOps(state.record.cgroups)),
      ...(alive
        ? [{ op: 'awaitExit', in: 'runtime', pid, startTime, timeoutMs: killTimeoutMs, origin: '' } as const]
        : []),
    ];
  },
};

export const cgroupRemove: Stage = {
  name: 'cgroupRemove',
  config: [],
  plan({ state }) {
    const cgroups = state?.record.cgroups ?? [];
    // create may have been ended before it saw that a cgroup which was there is somebody's.
    return cgroupRemoveOps(state?.pid === 0 ? cgroups.filter(({ existed }) => existed !== true) : cgroups);
  },
};

/** `run` in the foreground knows its resources from the plan itself. */
export const removeState: Stage = {
  name: 'removeState',
  config: [],
  plan: ({ options }) => [
    { op: 'removeTree', in: 'runtime', path: options.stateDir, ifMissing: 'skip', origin: '' },
    { op: 'unlink', in: 'runtime', path: options.lockPath, ifMissing: 'skip', origin: '' },
  ],
};
