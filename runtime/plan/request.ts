/** What a stage plans from: the request, and the facts it may rely on. Plain data, all of it JSON. */
import type { Spec, StateRecord } from '../spec/types.ts';

/** One mounted cgroup hierarchy, as the runtime's own mount table and /proc/self/cgroup show it. */
export interface CgroupHierarchy {
  /** 2: the unified hierarchy. */
  readonly version: 1 | 2;
  /** Controllers (v1: those mounted here, or `name=…`; v2: cgroup.controllers of its root). */
  readonly controllers: readonly string[];
  /** Where it is mounted, e.g. `/sys/fs/cgroup/cpu`. */
  readonly mountpoint: string;
  /** The runtime's own cgroup in it, a path from the mount's root, e.g. `/user.slice`. */
  readonly own: string;
}

/** What the planner has to know about the system; gathered once through `Host`, replayed by `explain --facts`. */
export interface Facts {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  /** The effective capabilities by bit, as 16 hex digits. */
  readonly capEff: string;
  /** The highest capability the kernel knows: /proc/sys/kernel/cap_last_cap. */
  readonly lastCap: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** /proc/sys/kernel/random/boot_id. */
  readonly bootId: string;
  readonly cgroups: readonly CgroupHierarchy[];
  /**
   * Which directories of those asked about exist: cgroup directories above and at the container's. Keys are absolute
   * paths; absent means missing.
   */
  readonly directories: readonly string[];
  /** Absolute paths of newuidmap(1) and newgidmap(1), where they are installed. */
  readonly newuidmap: string | undefined;
  readonly newgidmap: string | undefined;
  /** Device nodes of the host by path, for those the config names and the default ones: what to bind where mknod is not allowed. */
  readonly devices: readonly string[];
  /** Whether /proc/self/uid_map maps all ids one to one: the initial user namespace. */
  readonly initialUserNamespace: boolean;
  /** Whether the runtime's user namespace, and so those below it, allows setgroups(2): /proc/self/setgroups. */
  readonly setgroups: boolean;
}

/** Options of create and run that change the plan; paths are absolute. */
export interface Options {
  readonly bundle: string;
  /** `<root>/<id>`: where this container's state is. */
  readonly stateDir: string;
  /** `<root>/.lock/<id>`. */
  readonly lockPath: string;
  readonly consoleSocket?: string;
  readonly pidFile?: string;
  readonly noPivot: boolean;
  readonly noNewKeyring: boolean;
  readonly preserveFds: number;
  /** LISTEN_FDS and LISTEN_FDNAMES of the engine's environment (sd_listen_fds(3)). */
  readonly listenFds: number;
  readonly listenFdNames?: string;
  /** `run` only. */
  readonly detach: boolean;
  readonly keep: boolean;
  readonly subreaper: boolean;
  readonly cgroupManager: 'cgroupfs' | 'disabled';
  /** What to do where cgroups cannot be made: `auto` goes on when nothing depends on them. */
  readonly rootless: 'true' | 'false' | 'auto';
}

/** A container as state.json records it, for commands on an existing one. */
export interface Recorded {
  /** The file's own text: the machine refuses to go on when it has changed. */
  readonly text: string;
  readonly id: string;
  readonly ociVersion: string;
  /** As it is now: a process that is gone makes it `stopped`. */
  readonly status: 'creating' | 'created' | 'running' | 'stopped';
  /** 0: not known yet. */
  readonly pid: number;
  readonly bundle: string;
  readonly annotations: Readonly<Record<string, string>> | undefined;
  readonly record: StateRecord;
}

/** What is asked. */
export interface Request {
  readonly command: 'create' | 'run' | 'start' | 'kill' | 'delete';
  readonly id: string;
  readonly options: Options;
  readonly spec: Spec;
  /** The config's own text, kept in the state directory: what happens to the file after create has no effect. */
  readonly config: string;
  readonly facts: Facts;
  readonly state?: Recorded;
}

/** Whether the runtime holds a capability (its bit in capabilities(7)) in its own user namespace. */
export function capable(facts: Pick<Facts, 'capEff'>, bit: number): boolean {
  // Hex digit by hex digit: the set has 64 bits, a number has 53.
  const digit = Number.parseInt(facts.capEff.charAt(15 - (bit >> 2)) || '0', 16);
  return ((digit >> (bit & 3)) & 1) === 1;
}
export const CAP_SETGID = 6;
export const CAP_SETUID = 7;
export const CAP_SYS_ADMIN = 21;
export const CAP_SYS_RESOURCE = 24;
export const CAP_MKNOD = 27;

/** Root of the host: it may make cgroups anywhere, control devices, and mount what is the host's. */
export function privileged(facts: Pick<Facts, 'capEff' | 'initialUserNamespace'>): boolean {
  return facts.initialUserNamespace && capable(facts, CAP_SYS_ADMIN);
}
