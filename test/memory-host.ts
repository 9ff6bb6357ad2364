/** A host of plain objects: what the planner sees is what a test wrote down. */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { HostError } from '../runtime/errors.ts';
import type { Host, Ids, Stat } from '../runtime/host/host.ts';
import { writeTexts } from '../runtime/host/write-texts.ts';
import { glance } from '../runtime/spec/glance.ts';

export interface Memory {
  /** Texts by absolute path; the directories above them exist. */
  readonly files?: Readonly<Record<string, string>>;
  /** Directories that are there though nothing is in them. */
  readonly directories?: readonly string[];
  /** Paths of character devices. */
  readonly devices?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly ids?: Partial<Ids>;
  /** Start times of the processes that live, by pid. */
  readonly processes?: Readonly<Record<number, number>>;
  /** What is unusual about some paths: all others are root's, mode 0755. */
  readonly stats?: Readonly<Record<string, Partial<Stat>>>;
  /** What a module of this text exports; without it the host has no parser. */
  readonly evaluate?: NonNullable<Host['evaluate']>;
  /** Whether another command has the lock, whichever it is, and keeps it. */
  readonly locked?: boolean;
}

export interface MemoryHost extends Host {
  /** The paths that were locked, in order. */
  readonly locks: readonly string[];
  /** How long each attempt at a lock was to wait. */
  readonly waits: readonly (number | undefined)[];
}

const texts: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EISDIR: 'is a directory',
  EINVAL: 'invalid argument',
  ENOTDIR: 'not a directory',
  EBUSY: 'this command holds a lock already',
};

function fail(syscall: string, path: string, errno: string): never {
  throw new HostError(syscall, path, errno, texts[errno] ?? errno);
}

/** Device numbers as the host has them. */
const numbers: Readonly<Record<string, readonly [number, number]>> = {
  '/dev/null': [1, 3],
  '/dev/zero': [1, 5],
  '/dev/fuse': [10, 229],
};

/** The host of a test; 2026-01-02T03:04:05Z. */
export function memoryHost(memory: Memory = {}): MemoryHost {
  const files = new Map(Object.entries(memory.files ?? {}));
  const devices = memory.devices ?? [];
  const directories = new Set(['/', ...(memory.directories ?? [])]);
  for (const path of [...files.keys(), ...devices, ...directories]) {
    for (let at = posix.dirname(path); at !== '/'; at = posix.dirname(at)) directories.add(at);
  }
  const locks: string[] = [];
  const waits: (number | undefined)[] = [];
  const kind = (path: string): Stat['kind'] | undefined => {
    const at = posix.normalize(path).replace(/(.)\/$/, '$1');
    if (files.has(at)) return 'file';
    if (devices.includes(at)) return 'character';
    return directories.has(at) ? 'directory' : undefined;
  };
  return {
    locks,
    waits,
    env: memory.env ?? {},
    cwd: () => memory.cwd ?? '/home',
    directory: () => '/dist',
    ids: () => ({ pid: 50, uid: 0, gid: 0, groups: [], capEff: '000001ffffffffff', ...memory.ids }),
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
    read(path) {
      const text = files.get(posix.normalize(path));
      return text ?? fail('open', path, kind(path) === 'directory' ? 'EISDIR' : 'ENOENT');
    },
    list(path) {
      const found = kind(path);
      if (found !== 'directory') fail('scandir', path, found === undefined ? 'ENOENT' : 'ENOTDIR');
      const all = [...files.keys(), ...devices, ...directories].filter((each) => each.startsWith(`${path}/`));
      return [...new Set(all.map((each) => each.slice(path.length + 1).split('/')[0] ?? ''))].sort();
    },
    stat(path) {
      const found = kind(path);
      if (found === undefined) return undefined;
      const [major, minor] = numbers[path] ?? [0, 0];
      return { kind: found, mode: 0o755, uid: 0, gid: 0, size: 0, major, minor, ...memory.stats?.[path] };
    },
    realpath: (path) => (kind(path) === undefined ? fail('realpath', path, 'ENOENT') : path),
    readlink: (path) => fail('readlink', path, kind(path) === undefined ? 'ENOENT' : 'EINVAL'),
    statfs: () => 0,
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    startTime: (pid) => memory.processes?.[pid],
    lock(path, wait) {
      if (locks.length > 0) fail('flock', path, 'EBUSY');
      waits.push(wait);
      if (memory.locked === true) fail('flock', path, 'EAGAIN');
      locks.push(path);
    },
    ...(memory.evaluate === undefined ? {} : { evaluate: memory.evaluate }),
    glance,
    writeTexts,
  };
}
