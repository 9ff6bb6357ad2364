/** The container's lock: whoever has it is the only one to change the container. The machine keeps it to its end. */
import { ContainerStateError, HostError, texts } from '../errors.ts';
import type { Host } from '../host/host.ts';
import { containerPaths, stateRoot } from './container.ts';
import type { Invocation } from './invocation.ts';

/** How long a command waits for another one to be done with the container, in milliseconds. */
const patience = 10_000;

/**
 * Takes the lock of a container. Where another command has it, `look` may see that there is nothing to wait for, and
 * throw. Throws `ContainerStateError` when the patience is at its end.
 */
export function lockContainer(host: Host, id: string, path: string, look: () => unknown): void {
  if (tryLock(host, path, 0)) return;
  look();
  if (!tryLock(host, path, patience)) throw busy(id);
}

/** Takes the lock of a container that is to be made. Throws `ContainerStateError`. */
export function lockNew({ globals, positionals: { id } }: Invocation<'create' | 'run'>, host: Host): void {
  const { stateDir, lockPath } = containerPaths(stateRoot(globals, host), id);
  if (tryLock(host, lockPath, patience)) return;
  if (host.stat(stateDir) === undefined) throw busy(id);
  throw new ContainerStateError('ERR_CONTAINER_EXISTS', { id }, texts.exists);
}

/** Takes the lock within `wait` milliseconds; false where another command still has it. Throws `HostError`. */
export function tryLock(host: Host, path: string, wait: number): boolean {
  try {
    host.lock(path, wait);
    return true;
  } catch (error) {
    if (error instanceof HostError && error.errno === 'EAGAIN') return false;
    throw error;
  }
}

/** The refusal of a command that another one is in the way of. */
export function busy(id: string): ContainerStateError {
  return new ContainerStateError('ERR_CONTAINER_BUSY', { id }, texts.busy(id));
}
