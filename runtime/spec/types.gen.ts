// Made by scripts/generate-schema.mjs from schema/. Import it through types.ts.

/** An integer of 64 bits without sign: a number where it is a safe integer, else a bigint. */
export type Uint64 = number | bigint;

/** An integer of 64 bits with sign: a number where it is a safe integer, else a bigint. */
export type Int64 = number | bigint;
/**
 * A scheduling policy: sched(7).
 */
export type LinuxSchedulerPolicy =
  'SCHED_OTHER' | 'SCHED_FIFO' | 'SCHED_RR' | 'SCHED_BATCH' | 'SCHED_ISO' | 'SCHED_IDLE' | 'SCHED_DEADLINE';
/**
 * A flag of sched_setattr(2).
 */
export type LinuxSchedulerFlag =
  | 'SCHED_FLAG_RESET_ON_FORK'
  | 'SCHED_FLAG_RECLAIM'
  | 'SCHED_FLAG_DL_OVERRUN'
  | 'SCHED_FLAG_KEEP_POLICY'
  | 'SCHED_FLAG_KEEP_PARAMS'
  | 'SCHED_FLAG_UTIL_CLAMP_MIN'
  | 'SCHED_FLAG_UTIL_CLAMP_MAX';
/**
 * A class of ioprio_set(2).
 */
export type LinuxIOPriorityClass = 'IOPRIO_CLASS_RT' | 'IOPRIO_CLASS_BE' | 'IOPRIO_CLASS_IDLE';
/**
 * A kind of namespace: namespaces(7).
 */
export type LinuxNamespaceType = 'mount' | 'pid' | 'network' | 'uts' | 'ipc' | 'user' | 'cgroup' | 'time';
/**
 * Propagation of the root mount: mount_namespaces(7). The recursive words (rslave) are not in the specification, but engines write them.
 */
export type LinuxRootfsPropagation =
  'private' | 'shared' | 'slave' | 'unbindable' | 'rprivate' | 'rshared' | 'rslave' | 'runbindable';
/**
 * What happens to a system call: seccomp(2).
 */
export type LinuxSeccompAction =
  | 'SCMP_ACT_KILL'
  | 'SCMP_ACT_KILL_PROCESS'
  | 'SCMP_ACT_KILL_THREAD'
  | 'SCMP_ACT_TRAP'
  | 'SCMP_ACT_ERRNO'
  | 'SCMP_ACT_TRACE'
  | 'SCMP_ACT_ALLOW'
  | 'SCMP_ACT_LOG'
  | 'SCMP_ACT_NOTIFY';
/**
 * An architecture whose system calls the filter knows.
 */
export type LinuxSeccompArch =
  | 'SCMP_ARCH_X86'
  | 'SCMP_ARCH_X86_64'
  | 'SCMP_ARCH_X32'
  | 'SCMP_ARCH_ARM'
  | 'SCMP_ARCH_AARCH64'
  | 'SCMP_ARCH_LOONGARCH64'
  | 'SCMP_ARCH_M68K'
  | 'SCMP_ARCH_MIPS'
  | 'SCMP_ARCH_MIPS64'
  | 'SCMP_ARCH_MIPS64N32'
  | 'SCMP_ARCH_MIPSEL'
  | 'SCMP_ARCH_MIPSEL64'
  | 'SCMP_ARCH_MIPSEL64N32'
  | 'SCMP_ARCH_PPC'
  | 'SCMP_ARCH_PPC64'
  | 'SCMP_ARCH_PPC64LE'
  | 'SCMP_ARCH_S390'
  | 'SCMP_ARCH_S390X'
  | 'SCMP_ARCH_SH'
  | 'SCMP_ARCH_SHEB'
  | 'SCMP_ARCH_PARISC'
  | 'SCMP_ARCH_PARISC64'
  | 'SCMP_ARCH_RISCV64';
/**
 * A flag of seccomp(2).
 */
export type LinuxSeccompFlag =
  | 'SECCOMP_FILTER_FLAG_TSYNC'
  | 'SECCOMP_FILTER_FLAG_LOG'
  | 'SECCOMP_FILTER_FLAG_SPEC_ALLOW'
  | 'SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV';
/**
 * How an argument is compared, unsigned, with value.
 */
export type LinuxSeccompOperator =
  | 'SCMP_CMP_NE'
  | 'SCMP_CMP_LT'
  | 'SCMP_CMP_LE'
  | 'SCMP_CMP_EQ'
  | 'SCMP_CMP_GE'
  | 'SCMP_CMP_GT'
  | 'SCMP_CMP_MASKED_EQ';
/**
 * A mode of set_mempolicy(2).
 */
export type MemoryPolicyMode =
  | 'MPOL_DEFAULT'
  | 'MPOL_BIND'
  | 'MPOL_INTERLEAVE'
  | 'MPOL_WEIGHTED_INTERLEAVE'
  | 'MPOL_PREFERRED'
  | 'MPOL_PREFERRED_MANY'
  | 'MPOL_LOCAL';
/**
 * A flag of set_mempolicy(2).
 */
export type MemoryPolicyFlag = 'MPOL_F_NUMA_BALANCING' | 'MPOL_F_RELATIVE_NODES' | 'MPOL_F_STATIC_NODES';
/**
 * An execution domain: personality(2).
 */
export type LinuxPersonalityDomain = 'LINUX' | 'LINUX32';
export type Solaris = Readonly<Record<string, unknown>>;
export type Windows = Readonly<Record<string, unknown>>;
export type VM = Readonly<Record<string, unknown>>;
export type ZOS = Readonly<Record<string, unknown>>;
export type FreeBSD = Readonly<Record<string, unknown>>;
/**
 * Where the container is in its life.
 */
export type ContainerStatus = 'creating' | 'created' | 'running' | 'stopped';

/**
 * config.json of an OCI bundle, runtime-spec 1.3.
 */
export interface Spec {
  /**
   * The version of the OCI runtime specification that the document follows, as in SemVer 2.0.0.
   */
  readonly ociVersion: string;
  readonly root?: Root;
  /**
   * Mounts beyond the root, made in this order.
   */
  readonly mounts?: readonly Mount[];
  readonly process?: Process;
  /**
   * The container's host name: sethostname(2). At most 64 bytes.
   */
  readonly hostname?: string;
  /**
   * The container's NIS domain name: setdomainname(2). At most 64 bytes.
   */
  readonly domainname?: string;
  readonly hooks?: Hooks;
  /**
   * Arbitrary data about the container; names are usually reverse domain names.
   */
  readonly annotations?: {readonly [name: string]: string};
  readonly linux?: Linux;
  readonly solaris?: Solaris;
  readonly windows?: Windows;
  readonly vm?: VM;
  readonly zos?: ZOS;
  readonly freebsd?: FreeBSD;
}
/**
 * The container's root file system.
 */
export interface Root {
  /**
   * A directory, absolute or relative to the bundle.
   */
  readonly path: string;
  /**
   * Whether the container may not write to it.
   */
  readonly readonly?: boolean;
}
/**
 * One mount: mount(8).
 */
export interface Mount {
  /**
   * Where it appears in the container; a relative path is taken from /.
   */
  readonly destination: string;
  /**
   * The file system's type, such as proc, tmpfs or bind.
   */
  readonly type?: string;
  /**
   * What is mounted; for a bind mount a path, absolute or relative to the bundle.
   */
  readonly source?: string;
  /**
   * Options such as nosuid, ro, rbind, size=64m.
   */
  readonly options?: readonly string[];
  /**
   * User ids as this mount shows them: mount_setattr(2).
   */
  readonly uidMappings?: readonly LinuxIDMapping[];
  /**
   * Group ids as this mount shows them.
   */
  readonly gidMappings?: readonly LinuxIDMapping[];
}
/**
 * A range of user or group ids: user_namespaces(7).
 */
export interface LinuxIDMapping {
  /**
   * First id inside the user namespace.
   */
  readonly containerID: number;
  /**
   * First id outside of it.
   */
  readonly hostID: number;
  /**
   * How many ids.
   */
  readonly size: number;
}
/**
 * The program to run: config.json's `process`, and the file given to exec --process.
 */
export interface Process {
  /**
   * Whether the process gets a terminal of its own.
   */
  readonly terminal?: boolean;
  readonly consoleSize?: ConsoleSize;
  readonly user?: User;
  /**
   * argv of execve(2); the first is the program.
   */
  readonly args?: readonly string[];
  /**
   * The whole command line; Windows only.
   */
  readonly commandLine?: string;
  /**
   * The environment, each NAME=VALUE: environ(7).
   */
  readonly env?: readonly string[];
  /**
   * The working directory, an absolute path in the container.
   */
  readonly cwd: string;
  readonly capabilities?: LinuxCapabilities;
  /**
   * Resource limits: setrlimit(2).
   */
  readonly rlimits?: readonly POSIXRlimit[];
  /**
   * Whether execve(2) may grant no privileges: PR_SET_NO_NEW_PRIVS.
   */
  readonly noNewPrivileges?: boolean;
  /**
   * The AppArmor profile the program runs under.
   */
  readonly apparmorProfile?: string;
  /**
   * The SELinux label the program runs under.
   */
  readonly selinuxLabel?: string;
  /**
   * /proc/PID/oom_score_adj, -1000 to 1000: proc(5).
   */
  readonly oomScoreAdj?: number;
  readonly scheduler?: Scheduler;
  readonly ioPriority?: LinuxIOPriority;
  readonly execCPUAffinity?: CPUAffinity;
}
/**
 * The terminal's size in characters.
 */
export interface ConsoleSize {
  /**
   * Rows.
   */
  readonly height: Uint64;
  /**
   * Columns.
   */
  readonly width: Uint64;
}
/**
 * Who the process is, in ids of the container.
 */
export interface User {
  /**
   * User id; 0 where not given.
   */
  readonly uid?: number;
  /**
   * Group id; 0 where not given.
   */
  readonly gid?: number;
  /**
   * umask(2) as a decimal number: 18 is 022.
   */
  readonly umask?: number;
  /**
   * Supplementary groups: setgroups(2).
   */
  readonly additionalGids?: readonly number[];
  /**
   * A user's name; Windows only.
   */
  readonly username?: string;
}
/**
 * The five capability sets, by names such as CAP_CHOWN: capabilities(7).
 */
export interface LinuxCapabilities {
  readonly bounding?: readonly string[];
  readonly effective?: readonly string[];
  readonly inheritable?: readonly string[];
  readonly permitted?: readonly string[];
  readonly ambient?: readonly string[];
}
/**
 * One resource limit; 18446744073709551615 is RLIM_INFINITY.
 */
export interface POSIXRlimit {
  /**
   * The resource, such as RLIMIT_NOFILE.
   */
  readonly type: string;
  /**
   * The limit the kernel enforces.
   */
  readonly soft: Uint64;
  /**
   * The ceiling for the soft limit.
   */
  readonly hard: Uint64;
}
/**
 * CPU scheduling: sched_setattr(2).
 */
export interface Scheduler {
  readonly policy: LinuxSchedulerPolicy;
  /**
   * -20 (most favoured) to 19; policies OTHER and BATCH.
   */
  readonly nice?: number;
  /**
   * 1 to 99; policies FIFO and RR.
   */
  readonly priority?: number;
  readonly flags?: readonly LinuxSchedulerFlag[];
  /**
   * Nanoseconds; policy DEADLINE.
   */
  readonly runtime?: Uint64;
  /**
   * Nanoseconds; policy DEADLINE.
   */
  readonly deadline?: Uint64;
  /**
   * Nanoseconds; policy DEADLINE.
   */
  readonly period?: Uint64;
}
/**
 * I/O scheduling: ioprio_set(2).
 */
export interface LinuxIOPriority {
  readonly class: LinuxIOPriorityClass;
  /**
   * 0 (highest) to 7 within the class.
   */
  readonly priority?: number;
}
/**
 * The CPUs of a process that joins the container: sched_setaffinity(2). Lists such as 0-3,7.
 */
export interface CPUAffinity {
  /**
   * CPUs before it is moved into the container's cgroup.
   */
  readonly initial?: string;
  /**
   * CPUs after that.
   */
  readonly final?: string;
}
/**
 * Programs called during the container's life, each list in its order.
 */
export interface Hooks {
  /**
   * Runtime namespace, before createRuntime; deprecated.
   */
  readonly prestart?: readonly Hook[];
  /**
   * Runtime namespace, during create.
   */
  readonly createRuntime?: readonly Hook[];
  /**
   * Container namespace, during create, before the root is changed.
   */
  readonly createContainer?: readonly Hook[];
  /**
   * Container namespace, during start, before the program is executed.
   */
  readonly startContainer?: readonly Hook[];
  /**
   * Runtime namespace, after the program was started.
   */
  readonly poststart?: readonly Hook[];
  /**
   * Runtime namespace, after the container was deleted.
   */
  readonly poststop?: readonly Hook[];
}
/**
 * A program called at one moment of the container's life; it reads the container's state on stdin.
 */
export interface Hook {
  /**
   * The program, an absolute path.
   */
  readonly path: string;
  /**
   * argv of execve(2); the first is the program's own name.
   */
  readonly args?: readonly string[];
  /**
   * The environment, each NAME=VALUE.
   */
  readonly env?: readonly string[];
  /**
   * Seconds until it is ended.
   */
  readonly timeout?: number;
}
/**
 * The part of config.json that is about Linux.
 */
export interface Linux {
  /**
   * Namespaces the container gets or joins; those not listed are the runtime's.
   */
  readonly namespaces?: readonly LinuxNamespace[];
  /**
   * User ids of the container's user namespace.
   */
  readonly uidMappings?: readonly LinuxIDMapping[];
  /**
   * Group ids of the container's user namespace.
   */
  readonly gidMappings?: readonly LinuxIDMapping[];
  readonly timeOffsets?: LinuxTimeOffsets;
  /**
   * Device files beyond the default ones.
   */
  readonly devices?: readonly LinuxDevice[];
  /**
   * Network interfaces moved into the container, by their name in the runtime namespace.
   */
  readonly netDevices?: {
    readonly [k: string]: LinuxNetDevice;
  };
  /**
   * The container's cgroup: a path, or SLICE:PREFIX:NAME for systemd.
   */
  readonly cgroupsPath?: string;
  readonly resources?: LinuxResources;
  readonly rootfsPropagation?: LinuxRootfsPropagation;
  readonly seccomp?: LinuxSeccomp;
  /**
   * Kernel parameters by name, such as net.ipv4.ip_forward.
   */
  readonly sysctl?: {readonly [name: string]: string};
  /**
   * Absolute paths in the container that it cannot read.
   */
  readonly maskedPaths?: readonly string[];
  /**
   * Absolute paths in the container that it cannot write.
   */
  readonly readonlyPaths?: readonly string[];
  /**
   * The SELinux label of the container's mounts.
   */
  readonly mountLabel?: string;
  readonly intelRdt?: LinuxIntelRdt;
  readonly memoryPolicy?: LinuxMemoryPolicy;
  readonly personality?: LinuxPersonality;
}
/**
 * A namespace: new, or joined where a path is given.
 */
export interface LinuxNamespace {
  readonly type: LinuxNamespaceType;
  /**
   * An absolute path in the runtime's mount namespace.
   */
  readonly path?: string;
}
/**
 * Clocks of a new time namespace: time_namespaces(7).
 */
export interface LinuxTimeOffsets {
  readonly boottime?: LinuxTimeOffset;
  readonly monotonic?: LinuxTimeOffset;
}
/**
 * How far a clock of the container is ahead of the host's.
 */
export interface LinuxTimeOffset {
  /**
   * Seconds.
   */
  readonly secs?: Int64;
  /**
   * Nanoseconds, less than a second.
   */
  readonly nanosecs?: number;
}
/**
 * A device file in the container: mknod(2).
 */
export interface LinuxDevice {
  /**
   * An absolute path in the container.
   */
  readonly path: string;
  /**
   * c or u: character device, b: block device, p: FIFO.
   */
  readonly type: 'c' | 'b' | 'u' | 'p';
  /**
   * Major device number.
   */
  readonly major?: Int64;
  /**
   * Minor device number.
   */
  readonly minor?: Int64;
  /**
   * Permission bits as a decimal number: 438 is 0666. Not as in the specification: engines write a file's whole st_mode (inode(7)); bits above 0777 say nothing.
   */
  readonly fileMode?: number;
  /**
   * Owner, in ids of the container.
   */
  readonly uid?: number;
  /**
   * Group, in ids of the container.
   */
  readonly gid?: number;
}
/**
 * A network interface moved into the container.
 */
export interface LinuxNetDevice {
  /**
   * Its name in the container; the same where not given.
   */
  readonly name?: string;
}
/**
 * Limits of the container's cgroup: cgroups(7).
 */
export interface LinuxResources {
  /**
   * Files of cgroup v2 and what is written to them.
   */
  readonly unified?: {readonly [name: string]: string};
  /**
   * The device controller's rules.
   */
  readonly devices?: readonly LinuxDeviceCgroup[];
  readonly pids?: LinuxPids;
  readonly memory?: LinuxMemory;
  readonly cpu?: LinuxCPU;
  readonly blockIO?: LinuxBlockIO;
  readonly hugepageLimits?: readonly LinuxHugepageLimit[];
  readonly network?: LinuxNetwork;
  /**
   * The rdma controller, by device.
   */
  readonly rdma?: {
    readonly [k: string]: LinuxRdma;
  };
}
/**
 * One rule of the device controller; later rules count over earlier ones.
 */
export interface LinuxDeviceCgroup {
  /**
   * Whether the rule allows or denies.
   */
  readonly allow: boolean;
  /**
   * a: all, c: character devices, b: block devices; all where not given.
   */
  readonly type?: string;
  /**
   * Major device number; all where not given.
   */
  readonly major?: Int64;
  /**
   * Minor device number; all where not given.
   */
  readonly minor?: Int64;
  /**
   * r: read, w: write, m: mknod; any of them together.
   */
  readonly access?: string;
}
/**
 * The pids controller.
 */
export interface LinuxPids {
  /**
   * Most processes and threads; -1: no limit.
   */
  readonly limit: Int64;
}
/**
 * The memory controller; -1: no limit.
 */
export interface LinuxMemory {
  /**
   * Most memory, in bytes.
   */
  readonly limit?: Int64;
  /**
   * Soft limit, in bytes.
   */
  readonly reservation?: Int64;
  /**
   * Most memory and swap together, in bytes.
   */
  readonly swap?: Int64;
  /**
   * Most kernel memory, in bytes; no longer used.
   */
  readonly kernel?: Int64;
  /**
   * Most TCP buffer memory, in bytes.
   */
  readonly kernelTCP?: Int64;
  /**
   * 0 to 100.
   */
  readonly swappiness?: Uint64;
  readonly disableOOMKiller?: boolean;
  readonly useHierarchy?: boolean;
  /**
   * Whether a new limit below the present use is an error.
   */
  readonly checkBeforeUpdate?: boolean;
}
/**
 * The cpu and cpuset controllers.
 */
export interface LinuxCPU {
  /**
   * Relative weight, 2 to 262144; 0: not set.
   */
  readonly shares?: Uint64;
  /**
   * Microseconds of CPU time in a period; -1: no limit.
   */
  readonly quota?: Int64;
  /**
   * Microseconds that may be saved up.
   */
  readonly burst?: Uint64;
  /**
   * Microseconds.
   */
  readonly period?: Uint64;
  /**
   * Microseconds of real-time scheduling in a period.
   */
  readonly realtimeRuntime?: Int64;
  /**
   * Microseconds.
   */
  readonly realtimePeriod?: Uint64;
  /**
   * A list of CPUs such as 0-3,7.
   */
  readonly cpus?: string;
  /**
   * A list of memory nodes such as 0-1.
   */
  readonly mems?: string;
  /**
   * 1: SCHED_IDLE for the whole cgroup.
   */
  readonly idle?: Int64;
}
/**
 * The io (blkio) controller.
 */
export interface LinuxBlockIO {
  /**
   * 10 to 1000; 0: not set.
   */
  readonly weight?: number;
  /**
   * 10 to 1000; 0: not set.
   */
  readonly leafWeight?: number;
  readonly weightDevice?: readonly LinuxWeightDevice[];
  readonly throttleReadBpsDevice?: readonly LinuxThrottleDevice[];
  readonly throttleWriteBpsDevice?: readonly LinuxThrottleDevice[];
  readonly throttleReadIOPSDevice?: readonly LinuxThrottleDevice[];
  readonly throttleWriteIOPSDevice?: readonly LinuxThrottleDevice[];
}
/**
 * The weight of one block device.
 */
export interface LinuxWeightDevice {
  readonly major: Int64;
  readonly minor: Int64;
  /**
   * 10 to 1000; 0: not set.
   */
  readonly weight?: number;
  /**
   * 10 to 1000; 0: not set.
   */
  readonly leafWeight?: number;
}
/**
 * The rate limit of one block device.
 */
export interface LinuxThrottleDevice {
  readonly major: Int64;
  readonly minor: Int64;
  /**
   * Bytes, or operations, per second.
   */
  readonly rate?: Uint64;
}
/**
 * The hugetlb controller, for one page size.
 */
export interface LinuxHugepageLimit {
  /**
   * Such as 2MB or 1GB.
   */
  readonly pageSize: string;
  /**
   * Bytes.
   */
  readonly limit: Uint64;
}
/**
 * The net_cls and net_prio controllers.
 */
export interface LinuxNetwork {
  /**
   * The class of the container's packets.
   */
  readonly classID?: number;
  readonly priorities?: readonly LinuxInterfacePriority[];
}
/**
 * The net_prio controller, for one interface.
 */
export interface LinuxInterfacePriority {
  /**
   * The interface's name in the runtime namespace.
   */
  readonly name: string;
  readonly priority: number;
}
/**
 * The rdma controller, for one device.
 */
export interface LinuxRdma {
  /**
   * Most handles.
   */
  readonly hcaHandles?: number;
  /**
   * Most objects.
   */
  readonly hcaObjects?: number;
}
/**
 * A filter of system calls.
 */
export interface LinuxSeccomp {
  readonly defaultAction: LinuxSeccompAction;
  /**
   * The errno of the default action; EPERM where not given.
   */
  readonly defaultErrnoRet?: number;
  readonly architectures?: readonly LinuxSeccompArch[];
  readonly flags?: readonly LinuxSeccompFlag[];
  /**
   * The socket that gets the descriptor of SCMP_ACT_NOTIFY.
   */
  readonly listenerPath?: string;
  /**
   * Opaque data sent along with it.
   */
  readonly listenerMetadata?: string;
  readonly syscalls?: readonly LinuxSyscall[];
}
/**
 * A rule for some system calls.
 */
export interface LinuxSyscall {
  /**
   * @minItems 1
   */
  readonly names: readonly string[];
  readonly action: LinuxSeccompAction;
  /**
   * The errno (or ptrace message) of the action; EPERM where not given.
   */
  readonly errnoRet?: number;
  /**
   * Conditions that must all hold.
   */
  readonly args?: readonly LinuxSeccompArg[];
}
/**
 * A condition on one argument of a system call.
 */
export interface LinuxSeccompArg {
  /**
   * Which argument, 0 to 5.
   */
  readonly index: number;
  /**
   * What it is compared with; for SCMP_CMP_MASKED_EQ the mask.
   */
  readonly value: Uint64;
  /**
   * For SCMP_CMP_MASKED_EQ what the masked argument is compared with.
   */
  readonly valueTwo?: Uint64;
  readonly op: LinuxSeccompOperator;
}
/**
 * Cache and memory bandwidth: the resctrl file system.
 */
export interface LinuxIntelRdt {
  /**
   * The resctrl group; the container's id where not given.
   */
  readonly closID?: string;
  /**
   * Lines of the group's schemata file.
   */
  readonly schemata?: readonly string[];
  /**
   * The L3 line of the schemata file.
   */
  readonly l3CacheSchema?: string;
  /**
   * The MB line of the schemata file.
   */
  readonly memBwSchema?: string;
  /**
   * Whether the container gets a monitoring group.
   */
  readonly enableMonitoring?: boolean;
}
/**
 * NUMA memory policy: set_mempolicy(2).
 */
export interface LinuxMemoryPolicy {
  readonly mode?: MemoryPolicyMode;
  /**
   * A list of memory nodes such as 0-1.
   */
  readonly nodes?: string;
  readonly flags?: readonly MemoryPolicyFlag[];
}
/**
 * The execution domain: personality(2).
 */
export interface LinuxPersonality {
  readonly domain?: LinuxPersonalityDomain;
  /**
   * None is defined.
   */
  readonly flags?: readonly string[];
}
/**
 * The state of a container: what `runts state` prints and hooks read on stdin. The file state.json of the state directory has the property `runts` too.
 */
export interface State {
  /**
   * The version of the OCI runtime specification that the document follows, as in SemVer 2.0.0.
   */
  readonly ociVersion: string;
  /**
   * The container's id.
   */
  readonly id: string;
  readonly status: ContainerStatus;
  /**
   * The container's process as the runtime sees it; 0 or absent where there is none.
   */
  readonly pid?: number;
  /**
   * The bundle's absolute path.
   */
  readonly bundle: string;
  /**
   * Arbitrary data about the container; names are usually reverse domain names.
   */
  readonly annotations?: {readonly [name: string]: string};
  readonly runts?: StateRecord;
}
/**
 * What later commands need to know. Everything that create will make is named here before it is made.
 */
export interface StateRecord {
  /**
   * The process's start time in clock ticks since boot: field 22 of /proc/PID/stat; 0 where there is no process yet.
   */
  readonly startTime: number;
  readonly runtime: ProcessRecord;
  /**
   * The version of this record.
   */
  readonly version: 1;
  /**
   * When create began: RFC 3339, UTC.
   */
  readonly created: string;
  /**
   * The user id that made the container.
   */
  readonly owner: number;
  /**
   * /proc/sys/kernel/random/boot_id when the process was made.
   */
  readonly bootId: string;
  /**
   * The root file system's absolute path.
   */
  readonly rootfs: string;
  /**
   * Its cgroups: one on cgroup v2, one a hierarchy on v1.
   */
  readonly cgroups: readonly CgroupRecord[];
  /**
   * Whether it has a pid namespace of its own: the end of its process ends all its processes.
   */
  readonly ownPidNamespace: boolean;
}
/**
 * The process of the create, start or run that wrote the record: as long as it is there, it may hold the container's lock.
 */
export interface ProcessRecord {
  /**
   * As the runtime sees it.
   */
  readonly pid: number;
  /**
   * In clock ticks since boot: field 22 of /proc/PID/stat.
   */
  readonly startTime: number;
}
/**
 * A cgroup directory of the container.
 */
export interface CgroupRecord {
  /**
   * The directory, absolute.
   */
  readonly path: string;
  /**
   * The deepest directory above it that was there before; delete leaves it.
   */
  readonly base: string;
  /**
   * Whether create found it there, empty: it is the container's only from then on that its process was in it.
   */
  readonly existed?: boolean;
  /**
   * Of the hierarchy it is in.
   */
  readonly version: 1 | 2;
}
/**
 * /etc/runts/plugins.json: root's configuration of plugins.
 */
export interface PluginsConfiguration {
  /**
   * The plugins' modules in the order in which they change the stages, absolute paths.
   */
  readonly plugins: readonly string[];
}
