/** `start` and `kill`: what the container's status allows, then its plan. */
import { ContainerStateError, texts } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { Op } from '../plan/op.ts';
import type { Plan, PlannedOp, PlanOptions } from '../plan/plan.ts';
import type { Recorded } from '../plan/request.ts';
import { compose } from '../plan/stage.ts';
import { cgroupSignalOps } from '../stages/cgroup.ts';
import { start } from '../stages/index.ts';
import { planOf } from './answer.ts';
import { containerPaths, readContainer, requireContainer, stateRoot } from './container.ts';
import { existing } from './existing.ts';
import type { Invocation } from './invocation.ts';
import { lockContainer } from './lock.ts';
import { matching } from './matching.ts';
import { signalNumber } from './signals.ts';

/** `start ID`. Throws `ContainerStateError`. */
export function planStart(
  { globals, positionals: { id } }: Invocation<'start'>,
  host: Host,
  options: PlanOptions,
): Plan {
  const root = stateRoot(globals, host);
  const { stateDir, lockPath } = containerPaths(root, id);
  // A lock that is taken makes its file: not for a container that does not exist.
  if (host.stat(stateDir) === undefined)
    throw new ContainerStateError('ERR_CONTAINER_MISSING', { id }, texts.missing(id));
  lockContainer(host, id, lockPath, () => requireCreated(host, root, id));
  return compose(start, existing('start', host, root, requireCreated(host, root, id)), options);
}

/** The container, which must be waiting for start. */
function requireCreated(host: Host, root: string, id: string): Recorded {
  const state = requireContainer(host, root, id);
  if (state.status === 'created') return state;
  const text = { creating: texts.startCreating, running: texts.startRunning, stopped: texts.startStopped };
  throw new ContainerStateError('ERR_CONTAINER_STATUS', { id, status: state.status }, text[state.status]);
}

/** `kill ID [SIGNAL]`; takes no lock: a start whose hooks hang must be stoppable. Throws `ContainerStateError`. */
export function planKill(invocation: Invocation<'kill'>, host: Host, options: PlanOptions): Plan {
  const { globals, positionals, options: given } = invocation;
  const root = stateRoot(globals, host);
  const signal = signalNumber(positionals.signal);
  const states = given.regex
    ? matching(host, root, positionals.id).flatMap((id) => readContainer(host, root, id) ?? [])
    : [requireContainer(host, root, positionals.id)];
  return planOf(
    'kill',
    options,
    states.flatMap((state) => killOps(state, signal, given.all)),
  );
}

function killOps(state: Recorded, signal: number, all: boolean): readonly PlannedOp[] {
  const { id, status, pid, record } = state;
  // runtime.md, kill: of no effect, and an error. What a create made so far is undone by `delete --force`.
  if (status === 'creating') {
    throw new ContainerStateError('ERR_CONTAINER_STATUS', { id, status }, texts.killCreating);
  }
  const { startTime } = record;
  const alive = pid > 0 && status !== 'stopped';
  // Without a pid namespace of its own the init's death ends nobody else.
  const everyone = all || (signal === 9 && !record.ownPidNamespace);
  if (!alive && !everyone) {
    throw new ContainerStateError('ERR_CONTAINER_STATUS', { id, status }, texts.notRunning);
  }
  const says = { ESRCH: texts.notRunning };
  const toInit: readonly Op[] = alive
    ? [
        {
          op: 'signal',
          in: 'runtime',
          pid,
          startTime,
          signal,
          ifMissing: all ? 'skip' : 'fail',
          says,
          origin: '',
        },
      ]
    : [];
  const toAll = everyone ? cgroupSignalOps(record.cgroups, signal) : [];
  // To all: each process once, the init among them; where it is in no cgroup of its own, the init alone.
  const ops = toAll.length > 0 && signal !== 9 ? toAll : [...toInit, ...toAll];
  return ops.map((op) => ({ ...op, stage: 'kill' }));
}
