/**
 * The plan language: every operation the machine can carry out, defined once. TypeScript's types are inferred from
 * this table; the C header, schema/plan.json and docs/plan.md are generated from it.
 *
 * Field types, on the wire one cell of 8 bytes each, in the order of the table:
 *
 * | type | in the plan | on the wire |
 * | --- | --- | --- |
 * | `u32` `i32` `u64` `bool` | number, bigint where too large, boolean | the number |
 * | `str` | string without NUL | offset, length; NUL-terminated |
 * | `text` | string, or parts of which some are slots | as `str`; 0x01 and the slot's number stand for a slot |
 * | `strs` `texts` | list of those | offset of a table of cells, count |
 * | `bytes` | base64 | offset, length |
 * | `flags:SET` | names from flags.ts | their sum, u64 |
 * | `enum:SET` | one name from flags.ts | its number |
 * | `as` | a name that a later op uses | number of the result's register |
 * | `from` | a name that an earlier op gave | the same number |
 *
 * A type that ends in `?` may be absent: the op's header has a bit for each field that is there.
 */
import type { Uint64 } from '../spec/types.ts';
import type { errno, sets } from './flags.ts';

/** The process that carries an op out; see design: tracks. */
export type Track = 'runtime' | 'setup' | 'container';
export const tracks = ['runtime', 'setup', 'container'] as const satisfies readonly Track[];

/**
 * What only the machine can fill in, decimal, as the runtime namespace sees it: `pid` and `startTime` of the init process,
 * `runtimePid` and `runtimeStartTime` of the process that carries out the runtime track (and on that track alone).
 */
export type SlotName = 'pid' | 'startTime' | 'runtimePid' | 'runtimeStartTime';
export const slots = [
  'pid',
  'startTime',
  'runtimePid',
  'runtimeStartTime',
] as const satisfies readonly SlotName[];

/** A string with typed holes. */
export type Text = string | readonly (string | { readonly slot: SlotName })[];

/**
 * The table. `man`: the call an op is, where it is one. `doc`: what it does, as precisely as the machine is held to.
 * A target is a container path: before `pivotRoot` it is resolved beneath the rootfs, after it beneath `/`, always by
 * descriptor (openat2 RESOLVE_IN_ROOT). A path is one of the runtime namespace.
 */
export const ops = {
  // --- what is said -------------------------------------------------------------------------------------------
  print: {
    man: 'write(2)',
    doc: 'writes all of text to descriptor 1 or 2',
    fields: { fd: 'u32', text: 'text' },
  },
  log: {
    man: '',
    doc: 'appends a record to the log (header of the program); shown on descriptor 2 only under --debug',
    fields: { level: 'enum:level', text: 'text' },
  },
  fail: { man: '', doc: 'ends the program with text as its error', fields: { text: 'str' } },
  exit: {
    man: 'exit_group(2)',
    doc: "ends this track; ofInit: with the init process's exit status, 128+n where signal n ended it",
    fields: { status: 'u32', ofInit: 'bool?' },
  },

  // --- state and files of the runtime namespace ----------------------------------------------------------------
  expectState: {
    man: '',
    doc: 'compares the file with what the planner saw (absent content: it must not exist); else ESTALE',
    fields: { path: 'str', content: 'str?' },
  },
  mkdir: {
    man: 'mkdir(2)',
    doc: 'makes a directory; parents: also those above it that are missing, mode 0711. elseUnlink: a file that goes where the directory cannot be made, unless it exists',
    fields: { path: 'str', mode: 'u32', ifExists: 'enum:exists', parents: 'bool?', elseUnlink: 'str?' },
  },
  removeTree: {
    man: 'unlinkat(2)',
    doc: 'removes a directory and what is in it, by descriptor, never through a symlink or into another mount',
    fields: { path: 'str', ifMissing: 'enum:missing' },
  },
  write: {
    man: 'write(2)',
    doc: 'opens an existing (kernel) file for writing and writes data in one call. ifDenied skip: EPERM, EACCES and EROFS are let pass',
    fields: { path: 'text', data: 'text', ifMissing: 'enum:missing', ifDenied: 'enum:missing?' },
  },
  writeFile: {
    man: 'rename(2)',
    doc: 'makes or replaces a regular file at once: temporary file beside it, rename; follows no symlink at path',
    fields: { path: 'str', data: 'text', mode: 'u32' },
  },
  lock: {
    man: 'flock(2)',
    doc: 'takes the lock that another command holds, waiting at most timeoutMs: EAGAIN. Where that command has removed the lock, and so the container, by then, the program ends with status 0: nothing is left to do',
    fields: { path: 'str', timeoutMs: 'u32' },
  },
  unlink: { man: 'unlink(2)', doc: 'removes a file', fields: { path: 'str', ifMissing: 'enum:missing' } },

  // --- descriptors that later ops use ---------------------------------------------------------------------------
  connect: {
    man: 'connect(2)',
    doc: 'a connected AF_UNIX stream socket; the path may be longer than sun_path',
    fields: { path: 'str', as: 'as' },
  },
  listen: {
    man: 'listen(2)',
    doc: 'a listening AF_UNIX SOCK_SEQPACKET socket at path, mode 0600',
    fields: { path: 'str', as: 'as' },
  },
  socketpair: {
    man: 'socketpair(2)',
    doc: 'two connected AF_UNIX SOCK_SEQPACKET sockets; the track of the op keeps `as`, the container track uses `peer`',
    fields: { as: 'as', peer: 'as' },
  },
  openTree: {
    man: 'open_tree(2)',
    doc: 'a detached copy of the mount at source, its propagation set before anyone gets it',
    fields: {
      source: 'str',
      recursive: 'bool?',
      nofollow: 'bool?',
      propagation: 'enum:propagation?',
      as: 'as',
    },
  },
  openNamespace: {
    man: 'ioctl_ns(2)',
    doc: 'a namespace file, checked on the descriptor: nsfs, and of this type (a CLONE_NEW* name)',
    fields: { path: 'str', type: 'enum:clone', as: 'as' },
  },

  // --- processes -------------------------------------------------------------------------------------------------
  cloneSetup: { man: 'clone(2)', doc: 'starts the setup track, a child of the runtime track', fields: {} },
  cloneInit: {
    man: 'clone(2)',
    doc: 'starts the container track in new namespaces; from setup with CLONE_PARENT, pid and pidfd sent up. Fills the slots. cgroup: CLONE_INTO_CGROUP, path of a cgroup v2 directory',
    fields: { flags: 'flags:clone', cgroup: 'str?' },
  },
  setns: {
    man: 'setns(2)',
    doc: 'joins a namespace and closes the register; one that was joined already is nothing to do. mayWait: at EPERM the register stays for a later setns',
    fields: { from: 'from', type: 'enum:clone', mayWait: 'bool?' },
  },
  unshare: { man: 'unshare(2)', doc: 'new namespaces for this track', fields: { flags: 'flags:clone' } },
  spawn: {
    man: 'execve(2)',
    doc: 'runs a program in this track and waits: exit status 0 or failure. args[0] is the name it gets; absent env: empty; stdin: given to it and closed, else /dev/null; stdout and stderr are collected for the error. At the timeout its process group gets SIGKILL. Default signal mask and dispositions, the rlimits the engine gave, no descriptor but 0-2. ifFails warn: the failure is logged as a warning and the program goes on',
    fields: {
      path: 'str',
      args: 'texts',
      env: 'strs?',
      stdin: 'text?',
      timeoutMs: 'u32?',
      ifFails: 'enum:failure?',
    },
  },
  signal: {
    man: 'pidfd_send_signal(2)',
    doc: 'signals a process known by pid and start time (clock ticks, /proc/PID/stat field 22); gone or another: ESRCH',
    fields: { pid: 'i32', startTime: 'u64', signal: 'u32', ifMissing: 'enum:missing' },
  },
  signalCgroup: {
    man: 'cgroups(7)',
    doc: 'signals every process in a cgroup and below it, until none is new; SIGKILL by cgroup.kill where there is one. Never the machine itself',
    fields: { path: 'str', signal: 'u32', ifMissing: 'enum:missing' },
  },
  endProcess: {
    man: 'pidfd_send_signal(2)',
    doc: 'ends a process known by pid and start time that may have something to undo: SIGTERM, and SIGKILL if it is there after patienceMs; then waits for as long again. One that is gone, or will not go, is no failure',
    fields: { pid: 'i32', startTime: 'u64', patienceMs: 'u32' },
  },
  awaitExit: {
    man: 'pidfd_open(2)',
    doc: 'waits until the process known by pid and start time is gone (or a zombie); ETIMEDOUT',
    fields: { pid: 'i32', startTime: 'u64', timeoutMs: 'u32' },
  },
  prlimit: {
    man: 'prlimit(2)',
    doc: 'sets a limit of the init process',
    fields: { resource: 'enum:rlimit', soft: 'u64', hard: 'u64' },
  },
  sendFd: {
    man: 'unix(7)',
    doc: 'sends the descriptor of register fd over socket from (SCM_RIGHTS), with name as the data, and closes both',
    fields: { from: 'from', fd: 'from', name: 'str' },
  },
  receiveFd: {
    man: 'unix(7)',
    doc: 'receives one descriptor over socket from, and closes that',
    fields: { from: 'from', as: 'as' },
  },
  awaitExec: {
    man: '',
    doc: "waits until the container track's execve has happened (its channel ends by close-on-exec) or take its error",
    fields: {},
  },
  startInit: {
    man: 'connect(2)',
    doc: 'connects to the waiting init of a created container at path, checks that the peer is this pid, removes the socket (it has been started, whatever becomes of the starter), tells it to go on and waits as awaitExec does; nobody there: ECONNREFUSED',
    fields: { path: 'str', pid: 'i32', startTime: 'u64' },
  },
  supervise: {
    man: 'waitpid(2)',
    doc: 'waits for the init process in the foreground; passes signals on. terminal: register of the pty, relayed raw with window size. The lock is let go meanwhile; where another command has deleted the container by then, the track ends with the exit status of init',
    fields: { terminal: 'from?', subreaper: 'bool?' },
  },

  // --- cgroups ---------------------------------------------------------------------------------------------------
  cgroupMkdir: {
    man: 'cgroups(7)',
    doc: 'makes a cgroup directory and those missing above it up to base (tries again where another removes an empty one meanwhile); one that exists must hold no process and not be frozen, else EBUSY. cpuset: v1, copies cpus and mems down. controllers: v2, names separated by spaces, enabled in each cgroup.subtree_control from base down to the parent, and above base where it lacks some; what cannot be enabled there is left out. ifDenied skip: EPERM, EACCES and EROFS are let pass',
    fields: { path: 'str', base: 'str', cpuset: 'bool?', controllers: 'str?', ifDenied: 'enum:missing?' },
  },
  cgroupRmdir: {
    man: 'cgroups(7)',
    doc: 'removes a cgroup and all below it (bounded wait while it is busy), then the empty ones above it up to base, which stays',
    fields: { path: 'str', base: 'str' },
  },
  deviceFilter: {
    man: 'bpf(2)',
    doc: 'loads a BPF_PROG_TYPE_CGROUP_DEVICE program and attaches it to a v2 cgroup, replacing those there',
    fields: { path: 'str', program: 'bytes' },
  },

  // --- the container's file system -------------------------------------------------------------------------------
  setPropagation: {
    man: 'mount_setattr(2)',
    doc: "sets the propagation of all mounts of this track's mount namespace, from its / down",
    fields: { propagation: 'enum:propagation' },
  },
  rootfs: {
    man: 'move_mount(2)',
    doc: 'attaches the detached tree on top of / (or at a path: a joined mount namespace is not to be covered); targets are beneath it from now on. It must be a directory',
    fields: { from: 'from', at: 'str?' },
  },
  mount: {
    man: 'fsopen(2)',
    doc: 'a new file system at target. options: "key" or "key=value". mount(2) on the descriptor of target where that can say all of it, else fsconfig, whose words also tell why it was refused. A missing target is made as a directory. copyUp: what the directory held is copied in first; a tmpfs without mode= takes the directory\'s. nosymlinks: no component of target may be a symlink. orBind: on EPERM a recursive read-only copy of that path of the runtime namespace is bound instead',
    fields: {
      filesystemtype: 'str',
      source: 'str?',
      target: 'str',
      options: 'strs?',
      attributes: 'flags:attribute',
      propagation: 'enum:propagation?',
      propagationRecursive: 'bool?',
      copyUp: 'bool?',
      nosymlinks: 'bool?',
      orBind: 'str?',
    },
  },
  bind: {
    man: 'move_mount(2)',
    doc: 'attaches a detached tree at target; a missing target is made as what the tree is, file or directory. set and clear change the top mount, those with Recursive all of the tree; attributes that the kernel has locked stay as they are. source: its path, for errors',
    fields: {
      from: 'from',
      source: 'str',
      target: 'str',
      set: 'flags:attribute?',
      clear: 'flags:attribute?',
      setRecursive: 'flags:attribute?',
      clearRecursive: 'flags:attribute?',
      propagation: 'enum:propagation?',
      propagationRecursive: 'bool?',
    },
  },
  mountSetattr: {
    man: 'mount_setattr(2)',
    doc: 'changes the mount at target, which must be one',
    fields: {
      target: 'str',
      set: 'flags:attribute?',
      clear: 'flags:attribute?',
      recursive: 'bool?',
      propagation: 'enum:propagation?',
      propagationRecursive: 'bool?',
    },
  },
  reconfigure: {
    man: 'fsconfig(2)',
    doc: 'changes options of the file system mounted at target: fspick, FSCONFIG_CMD_RECONFIGURE',
    fields: { target: 'str', options: 'strs' },
  },
  mkdirBeneath: {
    man: 'mkdirat(2)',
    doc: 'makes a directory and those missing above it in the rootfs',
    fields: { target: 'str', mode: 'u32' },
  },
  mknod: {
    man: 'mknodat(2)',
    doc: 'makes a device node, owner and mode exactly as given (no umask); one that is there already must be the same device, its mode and owner are set',
    fields: {
      target: 'str',
      type: 'enum:device',
      major: 'u32',
      minor: 'u32',
      mode: 'u32',
      uid: 'u32',
      gid: 'u32',
    },
  },
  symlink: {
    man: 'symlinkat(2)',
    doc: 'makes a symlink at target that points to content; replace: an existing symlink or empty file there is replaced',
    fields: { content: 'str', target: 'str', ifExists: 'enum:exists', replace: 'bool?' },
  },
  openPty: {
    man: 'pts(4)',
    doc: "a new pseudoterminal of the container's own devpts (/dev/pts/ptmx beneath the rootfs, checked to be devpts); the peer by TIOCGPTPEER, its owner uid, mode 0620; size 0: not set",
    fields: { as: 'as', peer: 'as', uid: 'u32', rows: 'u32', columns: 'u32' },
  },
  bindConsole: {
    man: 'move_mount(2)',
    doc: 'binds the pty peer onto /dev/console (made as a file if missing), by descriptor',
    fields: { peer: 'from' },
  },
  controllingTerminal: {
    man: 'ioctl_tty(2)',
    doc: 'the pty peer becomes descriptors 0, 1, 2 and the controlling terminal of the session',
    fields: { peer: 'from' },
  },
  pivotRoot: {
    man: 'pivot_root(2)',
    doc: 'the rootfs becomes /, the old root is detached; working directory /. move: chroot(2) into the rootfs (attached on top of /) instead',
    fields: { move: 'bool?' },
  },
  sysctl: {
    man: 'proc(5)',
    doc: 'writes below /proc/sys, reached through the procfs of the runtime namespace that was opened before the pivot; name with slashes',
    fields: { name: 'str', value: 'str' },
  },
  sethostname: {
    man: 'sethostname(2)',
    doc: 'not in the UTS namespace of the runtime',
    fields: { name: 'str' },
  },
  linkUp: {
    man: 'netdevice(7)',
    doc: 'brings a network interface up',
    fields: { name: 'str' },
  },
  setdomainname: {
    man: 'setdomainname(2)',
    doc: 'not in the UTS namespace of the runtime',
    fields: { name: 'str' },
  },
  maskPath: {
    man: 'move_mount(2)',
    doc: 'hides a file under /dev/null (checked to be the device 1:3), a directory under one shared empty read-only tmpfs; missing ones are skipped',
    fields: { target: 'str' },
  },
  readonlyPath: {
    man: 'mount_setattr(2)',
    doc: 'a recursive copy of target on itself, read-only at its top: mounts beneath it and attributes it has stay as they are; missing ones are skipped',
    fields: { target: 'str' },
  },

  // --- what the process will be ------------------------------------------------------------------------------------
  setsid: { man: 'setsid(2)', doc: 'a session of its own', fields: {} },
  undumpable: {
    man: 'prctl(2)',
    doc: 'PR_SET_DUMPABLE 0: nobody in a shared pid namespace looks into the waiting init',
    fields: {},
  },
  keyring: {
    man: 'keyctl(2)',
    doc: 'a new session keyring of this name; ENOSYS, EPERM and EDQUOT are let pass',
    fields: { name: 'str' },
  },
  chownStdio: {
    man: 'fchown(2)',
    doc: 'descriptors 0-2 that are pipes, sockets, ttys or files get this owner; /dev/null and what cannot be changed stay',
    fields: { uid: 'u32' },
  },
  home: {
    man: 'passwd(5)',
    doc: "finds HOME for uid in the container's /etc/passwd (by descriptor, regular file, size cap, non-blocking); / where there is none",
    fields: { uid: 'u32' },
  },
  chdir: {
    man: 'chdir(2)',
    doc: 'the working directory. Afterwards getcwd must be inside the root (CVE-2024-21626)',
    fields: { path: 'str' },
  },
  findExecutable: {
    man: 'execvp(3)',
    doc: 'resolves name for execve: with a slash as it is, else in the directories of searchPath; ENOENT, EACCES (no execute bit, or no permission), EISDIR',
    fields: { name: 'str', searchPath: 'str' },
  },
  umask: {
    man: 'umask(2)',
    doc: 'from the next execve on: what the machine itself makes has the mode that its op says',
    fields: { mask: 'u32' },
  },
  setgroups: { man: 'setgroups(2)', doc: 'ids as decimal text', fields: { groups: 'strs' } },
  setresgid: { man: 'setresuid(2)', doc: '', fields: { gid: 'u32' } },
  setresuid: {
    man: 'setresuid(2)',
    doc: 'capabilities are kept (PR_SET_KEEPCAPS) until capset',
    fields: { uid: 'u32' },
  },
  dropBounding: {
    man: 'capabilities(7)',
    doc: 'drops all from the bounding set but keep (bit per capability)',
    fields: { keep: 'u64' },
  },
  capset: {
    man: 'capset(2)',
    doc: 'the sets, bit per capability; what the process does not have is left out',
    fields: { effective: 'u64', permitted: 'u64', inheritable: 'u64', ambient: 'u64' },
  },
  noNewPrivileges: { man: 'prctl(2)', doc: 'PR_SET_NO_NEW_PRIVS', fields: {} },
  waitForStart: {
    man: 'accept(2)',
    doc: 'the runtime track is told to end; waits on the listening socket for `start` (a peer of the same user or root); errors from here on go to that peer',
    fields: { from: 'from' },
  },
  execve: {
    man: 'execve(2)',
    doc: 'becomes the program found by findExecutable. Descriptors from 3+preserveFds up are marked close-on-exec, the signal mask and dispositions that the engine gave are restored. HOME from `home` is added',
    fields: { args: 'strs', env: 'strs' },
  },
} as const satisfies Record<string, { man: string; doc: string; fields: Record<string, string> }>;

export type OpName = keyof typeof ops;

type Base<S extends string> = S extends 'u32' | 'i32'
  ? number
  : S extends 'u64'
    ? Uint64
    : S extends 'bool'
      ? boolean
      : S extends 'str' | 'as' | 'from' | 'bytes'
        ? string
        : S extends 'text'
          ? Text
          : S extends 'strs'
            ? readonly string[]
            : S extends 'texts'
              ? readonly Text[]
              : S extends `flags:${infer F extends keyof typeof sets}`
                ? readonly (keyof (typeof sets)[F])[]
                : S extends `enum:${infer F extends keyof typeof sets}`
                  ? keyof (typeof sets)[F]
                  : never;

type Fields<F extends Record<string, string>> = {
  readonly [K in keyof F as F[K] extends `${string}?` ? never : K]: Base<F[K]>;
} & {
  readonly [K in keyof F as F[K] extends `${string}?` ? K : never]?: F[K] extends `${infer B}?`
    ? Base<B>
    : never;
};

/** One operation of this name, without what every op has. */
export type OpFields<N extends OpName> = Fields<(typeof ops)[N]['fields']>;

/** What every op has beside its fields. */
export interface OpCommon {
  /** The track that carries it out. */
  readonly in: Track;
  /** JSON pointer of the config.json property that asked for it; `''` where the runtime itself does. */
  readonly origin: string;
  /** Whole error texts that take the place of the usual one at this errno; engines match some literally. */
  readonly says?: { readonly [E in keyof typeof errno]?: string };
  /** What undoes it, in this order, if a later op fails. Carried out by the runtime track. */
  readonly undo?: readonly Op[];
}

/** One operation as typed data. */
export type Op = { [N in OpName]: { readonly op: N } & OpFields<N> & OpCommon }[OpName];

/** The op of this name. */
export type OpOf<N extends OpName> = Extract<Op, { readonly op: N }>;
