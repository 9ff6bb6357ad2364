/** `Host` over Node: the file system by `node:fs`, what that lacks by the addon. */
import { isUtf8 } from 'node:buffer';
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statfsSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { HostError } from '../errors.ts';
import { loadAddon } from './addon.ts';
import type { FileKind, Host, Ids, Stat } from './host.ts';
import { readFile } from './read-file.ts';
import { describeErrno } from './syscall-error.ts';
import { utf8ErrorOffset } from './utf8-error.ts';

const DEFAULT_MAX = 16 << 20;

/** LOCK_EX of flock(2). */
const LOCK_EX = 2;

export interface NodeHostOptions {
  /** The process that will be the runtime: the launcher, when this one only plans for it. Default: this process. */
  readonly pid?: number;
  /** The caller's environment. Default: this process's. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A host that also tells the descriptor of the lock it holds. */
export interface NodeHost extends Host {
  /** The descriptor of the lock, close-on-exec, or -1 when none was taken. */
  lockFd(): number;
}

/** The system that this process runs on, as the planner may see it. */
export function nodeHost(options: NodeHostOptions = {}): NodeHost {
  let lock = -1;

  return {
    env: options.env ?? process.env,
    cwd: () => attempt('getcwd', '.', () => process.cwd()),
    ids: () => ids(options.pid ?? process.pid),
    now: () => Date.now(),
    read: (path, max = DEFAULT_MAX) => attempt('open', path, () => decode(path, readFile(path, max))),
    list: (path) => attempt('scandir', path, () => readdirSync(path).sort()),
    stat: (path) => absentIsUndefined(() => attempt('stat', path, () => toStat(statSync(path)))),
    realpath: (path) => attempt('realpath', path, () => realpathSync.native(path)),
    readlink: (path) => attempt('readlink', path, () => readlinkSync(path)),
    statfs: (path) => attempt('statfs', path, () => statfsSync(path).type),
    hash: (text) => cryptoModule().createHash('sha256').update(text, 'utf8').digest('hex'),
    startTime,
    lock: (path) => {
      if (lock !== -1) throw new HostError('flock', path, 'EBUSY', 'this command holds a lock already');
      lock = attempt('flock', path, () => takeLock(path));
    },
    lockFd: () => lock,
  };
}

/** Loaded on the first use only: it costs two milliseconds, and most commands hash nothing. */
function cryptoModule(): typeof import('node:crypto') {
  return process.getBuiltinModule('node:crypto');
}

/** Runs `look`; what Node or the addon throws becomes a `HostError`. */
function attempt<T>(syscall: string, path: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (error instanceof HostError) throw error;
    const failure = error as NodeJS.ErrnoException;
    if (failure.code === 'ERR_INVALID_ARG_VALUE') {
      throw new HostError(syscall, path, 'EINVAL', 'a path cannot contain NUL');
    }
    if (failure.errno === undefined) throw error;
    const { code, text } = describeErrno(failure.errno);
    // Some are libuv's own names.
    const call = failure.syscall?.startsWith('uv_') ? syscall : failure.syscall;
    throw new HostError(call ?? syscall, path, code, text);
  }
}

function absentIsUndefined<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof HostError && ['ENOENT', 'ENOTDIR'].includes(error.errno)) return undefined;
    throw error;
  }
}

/** What lists the mounts and cgroups of the whole host: one odd name in them is no reason to run nothing at all. */
const lists = ['/proc/self/mountinfo', '/proc/self/cgroup'];

function decode(path: string, bytes: Uint8Array): string {
  if (!isUtf8(bytes) && !lists.includes(path)) {
    throw new HostError('read', path, 'EILSEQ', `not UTF-8 at byte ${utf8ErrorOffset(bytes)}`);
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function toStat(stat: Stats): Stat {
  return {
    kind: kindOf(stat),
    mode: stat.mode & 0o7777,
    uid: stat.uid,
    gid: stat.gid,
    size: stat.size,
    // As in makedev(3); the kernel has 12 bits for the major number and 20 for the minor.
    major: (stat.rdev >>> 8) & 0xfff,
    minor: (stat.rdev & 0xff) | ((stat.rdev >>> 12) & 0xfff00),
  };
}

function kindOf(stat: Stats): FileKind {
  if (stat.isFile()) return 'file';
  if (stat.isDirectory()) return 'directory';
  if (stat.isCharacterDevice()) return 'character';
  if (stat.isBlockDevice()) return 'block';
  if (stat.isFIFO()) return 'fifo';
  if (stat.isSocket()) return 'socket';
  return 'other';
}

/** From proc_pid_status(5): Node's own getgroups adds the effective group, and it knows no capabilities. */
function ids(pid: number): Ids {
  const status = readFileSync('/proc/self/status', 'utf8');
  const field = (name: string) => new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*$`, 'm').exec(status)?.[1] ?? '';
  const numbers = (name: string) => field(name).split(/\s+/).filter(Boolean).map(Number);
  return {
    pid,
    uid: numbers('Uid')[1] ?? 0,
    gid: numbers('Gid')[1] ?? 0,
    groups: numbers('Groups'),
    capEff: field('CapEff'),
  };
}

/** From proc_pid_stat(5). The program's name, field 2, may hold blanks and parentheses: count from its end. */
function startTime(pid: number): number | undefined {
  const path = `/proc/${pid}/stat`;
  try {
    const text = attempt('open', path, () => readFileSync(path, 'latin1'));
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    // A zombie that has threads is a main thread that ended before the others: the process goes on.
    const threads = Number(fields[17]);
    return (fields[0] === 'Z' && threads < 2) || fields[0] === 'X' ? undefined : Number(fields[19]);
  } catch (error) {
    if (error instanceof HostError && ['ENOENT', 'ESRCH'].includes(error.errno)) return undefined;
    throw error;
  }
}

/** Waits for the lock. The file may be removed while we wait, and then locking it excludes nobody: again. */
function takeLock(path: string): number {
  // The directory above is the state root, which others may pass.
  const root = dirname(dirname(path));
  if (!existsSync(root)) mkdirSync(root, { recursive: true, mode: 0o711 });
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  for (;;) {
    const fd = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
    try {
      loadAddon().flock(fd, LOCK_EX);
      if (isStillAt(path, fd)) return fd;
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    closeSync(fd);
  }
}

function isStillAt(path: string, fd: number): boolean {
  const held = fstatSync(fd);
  const there = statSync(path, { throwIfNoEntry: false });
  return there !== undefined && there.ino === held.ino && there.dev === held.dev;
}
