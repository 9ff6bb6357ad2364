/**
 * The story of a container: one array a command, in order of execution. A stage is one pure function; what it
 * returns is carried out here and nowhere else. Plugins insert with `insertAfter(create, 'mounts', stage)`.
 */
import type { Stage } from '../plan/stage.ts';
import { cgroupCreate, cgroupJoin, cgroupNamespace, cgroupRemoveOwn, deviceRules } from './cgroup.ts';
import { console, consoleConnect, stdio, supervise } from './console.ts';
import { credentials } from './credentials.ts';
import { cgroupRemove, endHolder, killAll, removeState } from './delete.ts';
import { deviceSources, devices } from './devices.ts';
import {
  createContainerHooks,
  createRuntimeHooks,
  poststartHooks,
  poststopHooks,
  prestartHooks,
  startContainerHooks,
} from './hooks.ts';
import { hostname } from './hostname.ts';
import { keyring } from './keyring.ts';
import { later } from './later.ts';
import { laterResources } from './later-resources.ts';
import { awaitExec, exitAsInit, initSession, listenForStart, startInit, waitForStart } from './lifecycle.ts';
import { maskedPaths } from './masked-paths.ts';
import { bindSources, mounts } from './mounts.ts';
import { cloneInit, loopback, namespacesToJoin } from './namespaces.ts';
import { oomScoreAdj } from './oom-score-adj.ts';
import { cwdAndExecutable, exec } from './process.ts';
import { readonlyPaths } from './readonly-paths.ts';
import { rlimits } from './rlimits.ts';
import { pivot, rootfs, rootfsPropagation, rootReadonly, rootSource } from './rootfs.ts';
import { claimId, created, expectState, pidFile, recordPid, recordResources, running } from './state.ts';
import { sysctl } from './sysctl.ts';
import { becomeRoot, userMapping } from './user-mapping.ts';

/** Where what follows fails, the container ends as others do, by its poststop hooks: runtime.md, lifecycle, step 13. */
const claimIdUntilEnd: Stage = {
  ...claimId,
  plan: (request) =>
    claimId
      .plan(request)
      .map((op) => ({ ...op, undo: [...(op.undo ?? []), ...poststopHooks.plan(request)] })),
};

/** From nothing to a process that is all it will be, but for its program. */
const prepare: readonly Stage[] = [
  // valid, and not ours yet: refused before anything is made
  later,
  laterResources,
  // runtime: nothing exists yet; everything that will exist is recorded before it is made
  claimIdUntilEnd,
  recordResources,
  cgroupCreate,
  consoleConnect,
  listenForStart,
  rootSource,
  bindSources,
  deviceSources,
  namespacesToJoin,
  // the container's processes come into being
  cloneInit,
  // runtime: what needs the host's privilege, done to the waiting init
  userMapping,
  deviceRules,
  oomScoreAdj,
  recordPid,
  // moved by the runtime, or of its own accord
  cgroupJoin,
  // container, still on the host's root
  becomeRoot,
  initSession,
  loopback,
  cgroupNamespace,
  rootfs,
  mounts,
  devices,
  console,
  // runtime: the container's file system is there, its root not yet entered
  prestartHooks,
  createRuntimeHooks,
  createContainerHooks,
  // container, on its own root
  pivot,
  sysctl,
  hostname,
  readonlyPaths,
  maskedPaths,
  rootReadonly,
  // last of the mounts: of what is unbindable no read-only copy can be made
  rootfsPropagation,
  // container: what the process will be
  keyring,
  stdio,
  cwdAndExecutable,
  credentials,
  // runtime: low rlimits only now, the machine's own work is done
  rlimits,
  pidFile,
];

/** `create`: the runtime track ends, init waits for `start`. */
export const create: readonly Stage[] = [...prepare, created, waitForStart, startContainerHooks, exec];

/** `start`: wakes init, which runs the startContainer hooks and becomes the program. */
export const start: readonly Stage[] = [expectState, startInit, running, poststartHooks];

/** `run` goes on at once: only hooks can see the time between. */
const createdForHooks: Stage = {
  ...created,
  plan: (request) => (startContainerHooks.plan(request).length === 0 ? [] : created.plan(request)),
};

/** `run`: create and start in one; in the foreground also what follows the program's end. */
export const run: readonly Stage[] = [
  ...prepare,
  createdForHooks,
  startContainerHooks,
  exec,
  awaitExec,
  running,
  poststartHooks,
];

/** What `run` does in the foreground after the program has been started. */
export const runForeground: readonly Stage[] = [...run, supervise];

/** What `run` does last, unless the container is kept. */
export const runAndDelete: readonly Stage[] = [
  ...runForeground,
  cgroupRemoveOwn,
  removeState,
  poststopHooks,
  exitAsInit,
];

/** `run --keep`: the container stays, stopped. */
export const runAndKeep: readonly Stage[] = [...runForeground, exitAsInit];

/** `delete`, `delete --force`. */
export const deleteContainer: readonly Stage[] = [
  expectState,
  killAll,
  cgroupRemove,
  removeState,
  poststopHooks,
];

/** `delete --force` where another command holds the container's lock and does not end. */
export const deleteHeld: readonly Stage[] = [endHolder, ...deleteContainer];
