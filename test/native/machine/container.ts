/** Containers made by the machine alone: a rootfs with the host's programs, and what a shell inside it sees. */
import { lstatSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { OpOf, Track } from '../../../runtime/plan/op.ts';
import { type Outcome, outcomeOf, type RunOptions, startPlan, type TestOp } from './run-plan.ts';

/** Why these tests cannot run here, or false. */
export const skip = process.getuid?.() === 0 ? false : 'needs root';

export interface Wanted {
  /** Runtime track, before the container's process exists. */
  readonly runtime?: readonly TestOp[];
  /** The namespaces besides the mount namespace. */
  readonly flags?: OpOf<'cloneInit'>['flags'];
  /** Setup track, which then makes the container's process. */
  readonly setup?: readonly TestOp[];
  /** Runtime track, after it exists. */
  readonly waiting?: readonly TestOp[];
  /** Container track, before the rootfs is attached. */
  readonly first?: readonly TestOp[];
  /** Container track, on the host's root. */
  readonly mounts?: readonly TestOp[];
  readonly move?: boolean;
  /** The rootfs is attached at its own path instead of on top of /. */
  readonly at?: boolean;
  /** Container track, on its own root. */
  readonly own?: readonly TestOp[];
  /** What sh runs in the end; false: what the last findExecutable found is run, without arguments. */
  readonly script?: string | false;
}

/** A rootfs: directories for the host's programs and for /proc and /dev. Only root may reach it by its path. */
export function makeRootfs(): { readonly path: string; remove(): void } {
  const closed = mkdtempSync(join(tmpdir(), 'runts-machine-'));
  const path = join(closed, 'rootfs');
  mkdirSync(path);
  for (const name of ['usr', 'proc', 'dev']) mkdirSync(join(path, name));
  for (const name of ['bin', 'lib', 'lib64', 'sbin']) {
    const linked = lstatSync(`/${name}`, { throwIfNoEntry: false })?.isSymbolicLink();
    if (linked) symlinkSync(readlinkSync(`/${name}`), join(path, name));
  }
  return { path, remove: () => rmSync(closed, { recursive: true }) };
}

/**
 * Runs the machine in mount and UTS namespaces of its own, which stand for the host's: a machine that fails these tests
 * must not harm the host that runs them. What changed in them is said on stderr.
 */
const fenced = `exec unshare -mu --propagation private sh -c '
state() { cat /proc/self/mountinfo; hostname; }
before=$(state); "$@"; status=$?
[ "$before" = "$(state)" ] || echo "the mounts or the name of the host changed" >&2
exit $status' sh "$@"`;

/** Runs a plan behind that fence. */
export function runFenced(ops: readonly TestOp[], options: RunOptions = {}): Promise<Outcome> {
  return outcomeOf(startPlan(ops, { ...options, shell: fenced }));
}

/** For rootfs that need no preparation. */
export const nothing = () => {};

/** Runs a container over a new rootfs that `prepare` may change; the rootfs is removed after all tests. */
export async function container(
  prepare: (path: string) => void,
  wanted: Wanted,
): Promise<Outcome & { readonly path: string }> {
  const rootfs = makeRootfs();
  t.teardown(() => rootfs.remove());
  prepare(rootfs.path);
  return { path: rootfs.path, ...(await runFenced(containerPlan(rootfs.path, wanted))) };
}

/** A user namespace whose ids of both kinds are mapped by this line: inside, outside, how many. */
export function mapping(line: string): Pick<Wanted, 'flags' | 'waiting'> {
  const write = (file: string): TestOp => {
    return { op: 'write', path: ['/proc/', { slot: 'pid' }, file], data: line, ifMissing: 'fail' };
  };
  return { flags: ['CLONE_NEWUSER'], waiting: [write('/uid_map'), write('/gid_map')] };
}

/** The ops that run a container over a rootfs. What it leaves is gone with its namespaces. */
export function containerPlan(rootfs: string, wanted: Wanted): TestOp[] {
  const programs = ['usr', 'bin', 'lib', 'lib64'].filter((name) =>
    lstatSync(`/${name}`, { throwIfNoEntry: false })?.isDirectory(),
  );
  const clone: TestOp = {
    op: 'cloneInit',
    flags: ['CLONE_NEWNS', 'CLONE_NEWPID', ...(wanted.flags ?? [])],
  };

  return [
    ...on('runtime', [
      { op: 'openTree', source: rootfs, recursive: true, propagation: 'private', as: 'rootfs' },
      ...programs.map((name) => openPrivate(`/${name}`)),
      ...(wanted.runtime ?? []),
      wanted.setup === undefined ? clone : { op: 'cloneSetup' },
    ]),
    ...on('setup', wanted.setup === undefined ? [] : [...wanted.setup, clone]),
    ...on('runtime', wanted.waiting ?? []),
    ...on('container', [
      { op: 'setPropagation', propagation: 'slave' },
      ...(wanted.first ?? []),
      { op: 'rootfs', from: 'rootfs', ...(wanted.at ? { at: rootfs } : {}) },
      ...programs.map((name) => bind(`/${name}`, `/${name}`)),
      mount('proc', '/proc'),
      ...(wanted.mounts ?? []),
      { op: 'pivotRoot', ...(wanted.move ? { move: true } : {}) },
      ...(wanted.own ?? []),
      ...run(wanted.script ?? 'true'),
    ]),
    ...on('runtime', [{ op: 'awaitExec' }, { op: 'exit', status: 0, ofInit: true }]),
  ];
}

function run(script: string | false): TestOp[] {
  const env = ['PATH=/usr/sbin:/usr/bin:/sbin:/bin'];
  if (script === false) return [{ op: 'execve', args: ['program'], env }];
  return [
    { op: 'findExecutable', name: '/bin/sh', searchPath: '' },
    { op: 'execve', args: ['sh', '-c', script], env },
  ];
}

/** The steps as ops of a track, but those that have one already. */
export function on(track: Track, steps: readonly TestOp[]): TestOp[] {
  return steps.map((step) => ({ in: track, ...step }));
}

/** A detached private copy of a mount, named by its source. */
export function openPrivate(source: string): TestOp {
  return { op: 'openTree', source, propagation: 'private', as: source };
}

/** Attaches what openPrivate(source) opened. */
export function bind(source: string, target: string, more: Partial<OpOf<'bind'>> = {}): TestOp {
  return { op: 'bind', from: source, source, target, ...more };
}

export function mount(filesystemtype: string, target: string, more: Partial<OpOf<'mount'>> = {}): TestOp {
  return { op: 'mount', filesystemtype, target, attributes: [], ...more };
}

/** The lines of a mountinfo that are of this mount point: its root, options, file system, source and its options. */
export function mountsAt(mountinfo: string, target: string): string[] {
  return mountinfo
    .split('\n')
    .map((line) => line.split(' '))
    .filter((fields) => fields[4] === target)
    .map((fields) => [...fields.slice(3, 4), ...fields.slice(5)].join(' '));
}
