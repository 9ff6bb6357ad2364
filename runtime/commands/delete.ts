/** `delete`: what the container's status allows, and with --force also what a crash or a hanging command left. */
import { ContainerStateError, RuntsError, texts } from '../errors.ts';
import { bootId } from '../host/facts.ts';
import type { Host } from '../host/host.ts';
import { checkPlan, type Plan, type PlanOptions } from '../plan/plan.ts';
import type { Recorded } from '../plan/request.ts';
import { compose } from '../plan/stage.ts';
import { deleteContainer, deleteHeld } from '../stages/index.ts';
import { planOf } from './answer.ts';
import { containerPaths, readContainer, requireContainer, stateRoot } from './container.ts';
import { bare, existing } from './existing.ts';
import type { Invocation } from './invocation.ts';
import { busy, lockContainer, tryLock } from './lock.ts';
import { matching } from './matching.ts';

/** How long --force waits for a command that may be about to end, before it ends that one, in milliseconds. */
const grace = 1_000;

/** `delete [--force] ID`. Throws `ContainerStateError`. */
export function planDelete(invocation: Invocation<'delete'>, host: Host, options: PlanOptions): Plan {
  const { globals, positionals, options: given } = invocation;
  const root = stateRoot(globals, host);
  const ids = given.regex ? matching(host, root, positionals.id) : [positionals.id];
  // A command holds one lock: several containers are held by what `expectState` finds alone.
  const mayLock = ids.length === 1;
  const plans = ids.map((id) => deleteOne(host, root, id, { force: given.force, mayLock }, options));
  return checkPlan(
    planOf(
      'delete',
      options,
      plans.flatMap(({ ops }) => ops),
    ),
  );
}

function deleteOne(
  host: Host,
  root: string,
  id: string,
  { force, mayLock }: { readonly force: boolean; readonly mayLock: boolean },
  options: PlanOptions,
): Plan {
  const { stateDir, lockPath } = containerPaths(root, id);
  if (host.stat(stateDir) === undefined) {
    if (!force) throw new ContainerStateError('ERR_CONTAINER_MISSING', { id }, texts.missing(id));
    // A create that ended before it made the directory has left its lock; one that has just begun holds it.
    if (!mayLock || host.stat(lockPath) === undefined) return planOf('delete', options, []);
  }
  if (mayLock && force && !tryLock(host, lockPath, grace)) return planHeld(host, root, id, options);
  if (mayLock && !force) lockContainer(host, id, lockPath, () => requireStopped(host, root, id));
  const state = force ? readDamaged(host, root, id) : requireStopped(host, root, id);
  if (state === undefined)
    return compose(
      [...deleteContainer].filter(({ name }) => name === 'removeState'),
      bare('delete', id, root),
      options,
    );
  return compose(deleteContainer, existing('delete', host, root, state), options);
}

/** Another command has the lock and keeps it: what it waits for is ended first. */
function planHeld(host: Host, root: string, id: string, options: PlanOptions): Plan {
  const state = readDamaged(host, root, id);
  // Of processes of another boot, or of what cannot be read, nobody can be told to end.
  if (state === undefined || state.record.bootId !== bootId(host)) throw busy(id);
  return compose(deleteHeld, existing('delete', host, root, state), options);
}

/** The container, which must have stopped. */
function requireStopped(host: Host, root: string, id: string): Recorded {
  const state = requireContainer(host, root, id);
  if (state.status === 'stopped') return state;
  throw new ContainerStateError(
    'ERR_CONTAINER_STATUS',
    { id, status: state.status },
    texts.deleteNotStopped(id, state.status),
  );
}

/** With --force what a crash left is removed too, also where state.json is missing or half there. */
function readDamaged(host: Host, root: string, id: string): Recorded | undefined {
  try {
    return readContainer(host, root, id);
  } catch (error) {
    if (error instanceof RuntsError) return undefined;
    throw error;
  }
}
