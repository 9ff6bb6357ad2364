import { existsSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { patience } from './patience.ts';

/** What a runtime can leave behind. */
export interface Leftovers {
  /** Command lines of processes below the engine. */
  readonly processes: readonly string[];
  /** Mount points in the engine's mount namespace that were not there before. */
  readonly mounts: readonly string[];
  /** Control groups below the test's own, in every hierarchy. */
  readonly cgroups: readonly string[];
  /** Entries of the state root. */
  readonly state: readonly string[];
}

/** Where to look, and what was there before. */
export interface Scene {
  readonly engine: number;
  readonly mounts: readonly string[];
  /** The name of the test's own control group, a directory in every hierarchy's root. */
  readonly cgroup: string;
  readonly root: string;
}

/** The state as it has to be in the end. */
export const NOTHING: Leftovers = { processes: [], mounts: [], cgroups: [], state: [] };

/** What is there now that was not there in the beginning. */
export function leftovers(scene: Scene): Leftovers {
  return {
    processes: descendants(scene.engine).map(describe),
    mounts: mountPoints(scene.engine).filter((point) => !scene.mounts.includes(point)),
    cgroups: cgroupRoots().flatMap((root) => below(join(root, scene.cgroup))),
    // Locks lie beside the containers and outlive them: a removed lock file could be held by another.
    state: existsSync(scene.root) ? readdirSync(scene.root).filter((name) => name !== '.lock') : [],
  };
}

/** Waits up to two seconds until nothing is left: an ended process needs a moment to go. */
export async function settled(scene: Scene): Promise<Leftovers> {
  for (let left = leftovers(scene), tries = 0; ; left = leftovers(scene), tries++) {
    if (Object.values(left).every((list) => list.length === 0) || tries === 40 * patience) return left;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The mount points of a process, as mountinfo has them. */
export function mountPoints(pid: number): string[] {
  const lines = readFileSync(`/proc/${pid}/mountinfo`, 'utf8').trimEnd().split('\n');
  return lines.map((line) => line.split(' ')[4] ?? '');
}

/** Every process below `ancestor`, without zombies. */
export function descendants(ancestor: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? parentOf(Number(name)) : undefined;
    if (parent !== undefined) parents.set(Number(name), parent);
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === ancestor || isBelow(parent));
  };
  return [...parents.keys()].filter(isBelow);
}

/** The root directory of every cgroup hierarchy, v1 and v2. */
export function cgroupRoots(): string[] {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').trimEnd().split('\n');
  return lines.filter((line) => / - cgroup2? /.test(line)).map((line) => line.split(' ')[4] ?? '');
}

/** Whether the host has cgroup v2 alone. */
export function isUnified(): boolean {
  return existsSync('/sys/fs/cgroup/cgroup.controllers') && cgroupRoots().length === 1;
}

/** The hierarchy that has a controller: `devices` is a v1 directory of its own, or the one of v2. */
export function cgroupRoot(controller: string): string {
  const roots = cgroupRoots();
  return roots.find((root) => root.split('/').pop()?.split(',').includes(controller)) ?? roots[0] ?? '';
}

/** Removes a control group of the test and all below it, in every hierarchy. */
export async function removeCgroups(name: string): Promise<void> {
  for (const root of cgroupRoots()) {
    for (const path of [...below(join(root, name)).reverse(), join(root, name)]) {
      if (existsSync(path)) await retry(() => rmdirSync(path));
    }
  }
}

/** A group stays busy for a moment after its last process was reaped. */
async function retry(action: () => void): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return action();
    } catch (error) {
      if (tries === 40 * patience) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function below(path: string): string[] {
  if (!existsSync(path)) return [];
  const directories = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return directories.flatMap(({ name }) => [join(path, name), ...below(join(path, name))]);
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}

function describe(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim() || `pid ${pid}`;
  } catch {
    return `pid ${pid}`;
  }
}
