/** `start`, `kill` and `delete`: what the container's status allows, then its plan. */
import { ContainerStateError, HostError, RuntsError, texts, UsageError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { Op } from '../plan/op.ts';
import { checkPlan, type Plan, type PlannedOp, type PlanOptions } from '../plan/plan.ts';
import type { Options, Recorded, Request } from '../plan/request.ts';
import { compose } from '../plan/stage.ts';
import { parseConfig } from '../spec/parse.ts';
import type { Spec } from '../spec/types.ts';
import { cgroupSignalOps } from '../stages/cgroup.ts';
import { deleteContainer, start } from '../stages/index.ts';
import { planOf } from './answer.ts';
import { containerPaths, listIds, readContainer, requireContainer, stateRoot } from './container.ts';
import type { Invocation } from './invocation.ts';
import { signalNumber } from './signals.ts';

/** `start ID`. Throws `ContainerStateError`. */
export function planStart(
  { globals, positionals: { id } }: Invocation<'start'>,
  host: Host,
  options: PlanOptions,
): Plan {
  const root = stateRoot(globals, host);
  host.lock(lockOf(host, root, id));
  const state = requireContainer(host, root, id);
  if (state.status !== 'created') {
    const text = {
      running: texts.startRunning,
      stopped: texts.startStopped,
      creating: 'cannot start a container that is being created',
    };
    throw new ContainerStateError('ERR_CONTAINER_STATUS', { id, status: state.status }, text[state.status]);
  }
  return compose(start, existing('start', host, root, state), options);
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
  if (mayLock) host.lock(lockPath);
  const state = force ? readDamaged(host, root, id) : requireContainer(host, root, id);
  if (state === undefined)
    return compose(
      [...deleteContainer].filter(({ name }) => name === 'removeState'),
      bare('delete', id, root),
      options,
    );
  if (!force && state.status !== 'stopped') {
    throw new ContainerStateError(
      'ERR_CONTAINER_STATUS',
      { id, status: state.status },
      texts.deleteNotStopped(id, state.status),
    );
  }
  return compose(deleteContainer, existing('delete', host, root, state), options);
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

function lockOf(host: Host, root: string, id: string): string {
  const { stateDir, lockPath } = containerPaths(root, id);
  // A lock that is taken makes its file: not for a container that does not exist.
  if (host.stat(stateDir) === undefined)
    throw new ContainerStateError('ERR_CONTAINER_MISSING', { id }, texts.missing(id));
  return lockPath;
}

/** The ids that `--regex` means. Throws `UsageError` for what is no regular expression. */
function matching(host: Host, root: string, pattern: string): readonly string[] {
  const expression = regularExpression(pattern);
  return (listIds(host, root) ?? []).filter((id) => expression.test(id));
}

function regularExpression(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch {
    throw new UsageError(`invalid value "${pattern}" for ID: not a regular expression`);
  }
}

/** A command on a container that exists plans from the config as it was at create. */
function existing(command: 'start' | 'delete', host: Host, root: string, state: Recorded): Request {
  const request = bare(command, state.id, root);
  const config = savedConfig(host, request.options.stateDir);
  return {
    ...request,
    state,
    config,
    spec: config === '' ? request.spec : specOf(config, request.options.stateDir),
  };
}

function specOf(config: string, stateDir: string): Spec {
  return parseConfig(config, `${stateDir}/config.json`).value;
}

/** A crash may have come before it was written: then no hook ran either. */
function savedConfig(host: Host, stateDir: string): string {
  try {
    return host.read(`${stateDir}/config.json`);
  } catch (error) {
    if (error instanceof HostError && error.errno === 'ENOENT') return '';
    throw error;
  }
}

function bare(command: 'start' | 'delete', id: string, root: string): Request {
  const options: Options = {
    bundle: '',
    ...containerPaths(root, id),
    noPivot: false,
    noNewKeyring: false,
    preserveFds: 0,
    listenFds: 0,
    detach: false,
    keep: false,
    subreaper: false,
    cgroupManager: 'cgroupfs',
    rootless: 'auto',
  };
  return { command, id, options, spec: { ociVersion: '1.0.0' }, config: '', facts: noFacts };
}

/** These commands plan from what create recorded alone. */
const noFacts: Request['facts'] = {
  uid: 0,
  gid: 0,
  groups: [],
  capEff: '0000000000000000',
  lastCap: 0,
  now: 0,
  bootId: '',
  cgroups: [],
  directories: [],
  newuidmap: undefined,
  newgidmap: undefined,
  devices: [],
  initialUserNamespace: true,
  setgroups: true,
};
