/** Containers as the state root holds them: one directory an id. */
import { ConfigError, ContainerStateError, HostError, texts } from '../errors.ts';
import { bootId, isInitialUserNamespace } from '../host/facts.ts';
import type { Host } from '../host/host.ts';
import type { Recorded } from '../plan/request.ts';
import { parseState } from '../spec/parse.ts';
import type { ProcessRecord, StateRecord } from '../spec/types.ts';
import { startSocket } from '../stages/lifecycle.ts';
import { fromCwd } from './from-cwd.ts';
import { checkId, isId } from './id.ts';
import type { Globals } from './invocation.ts';

/** Where state is kept: --root, /run/runts, or below $XDG_RUNTIME_DIR for who is not the host's root. */
export function stateRoot(globals: Globals, host: Host): string {
  if (globals.root !== undefined && globals.root !== '') return fromCwd(globals.root, host);
  const runtimeDir = host.env.XDG_RUNTIME_DIR;
  const ordinary = host.ids().uid !== 0 || !isInitialUserNamespace(host);
  return ordinary && runtimeDir !== undefined && runtimeDir !== '' ? `${runtimeDir}/runts` : '/run/runts';
}

/** The paths that belong to a container of this id. Throws `ContainerStateError` for what is no id. */
export function containerPaths(root: string, id: string): { stateDir: string; lockPath: string } {
  checkId(id);
  return { stateDir: `${root}/${id}`, lockPath: `${root}/.lock/${id}` };
}

/**
 * The container as recorded, with its status as it is now. Undefined where there is no state.json, be it that its
 * create has just begun or that a crash left the directory. Throws `ConfigError` for one that cannot be read.
 */
export function readContainer(host: Host, root: string, id: string): Recorded | undefined {
  const { stateDir } = containerPaths(root, id);
  const file = `${stateDir}/state.json`;
  const text = readIfThere(host, file);
  if (text === undefined) return undefined;
  const { value } = parseState(text, file, host);
  if (value.runts === undefined) {
    throw new ConfigError(
      'ERR_CONFIG_INVALID',
      { file, property: '' },
      'the required property "runts" is missing',
    );
  }
  const record = value.runts;
  const pid = value.pid ?? 0;
  return {
    text,
    id,
    ociVersion: value.ociVersion,
    status: statusNow(host, stateDir, value.status, { pid, startTime: record.startTime }, record),
    pid,
    bundle: value.bundle,
    annotations: value.annotations,
    record,
  };
}

/** What was recorded holds as long as the process lives, or before there is one the create that is to make it. */
function statusNow(
  host: Host,
  stateDir: string,
  recorded: Recorded['status'],
  init: ProcessRecord,
  record: StateRecord,
): Recorded['status'] {
  const lives = ({ pid, startTime }: ProcessRecord) =>
    pid > 0 && record.bootId === bootId(host) && host.startTime(pid) === startTime;
  if (!lives(recorded === 'creating' && init.pid === 0 ? record.runtime : init)) return 'stopped';
  // A run that was killed before it could write so: an init that is no program yet dies with its runtime.
  if (recorded === 'creating' && !lives(record.runtime)) return 'running';
  // A start that was killed before it could write so, or that waits for its hooks.
  if (recorded === 'created' && host.stat(startSocket(stateDir)) === undefined) return 'running';
  return recorded;
}

/** The same for a container that must be there. */
export function requireContainer(host: Host, root: string, id: string): Recorded {
  const found = readContainer(host, root, id);
  if (found === undefined) throw new ContainerStateError('ERR_CONTAINER_MISSING', { id }, texts.missing(id));
  return found;
}

/** The ids in the state root, sorted; undefined where there is no such directory. */
export function listIds(host: Host, root: string): readonly string[] | undefined {
  try {
    return host.list(root).filter(isId);
  } catch (error) {
    if (error instanceof HostError && error.errno === 'ENOENT') return undefined;
    throw error;
  }
}

/** What `state` and `list` print of a container: the specification's state and what runc adds. */
export function printedState({ id, ociVersion, status, pid, bundle, annotations, record }: Recorded) {
  return {
    ociVersion,
    id,
    pid: status === 'stopped' ? 0 : pid,
    status,
    bundle,
    rootfs: record.rootfs,
    created: record.created,
    ...(annotations === undefined ? {} : { annotations }),
    owner: record.owner,
  };
}

function readIfThere(host: Host, path: string): string | undefined {
  try {
    return host.read(path);
  } catch (error) {
    if (error instanceof HostError && error.errno === 'ENOENT') return undefined;
    throw error;
  }
}
