/**
 * The interface through which TypeScript looks at the system. It only reads; its one exception is `lock`.
 * It is implemented once, in native/host, and bound to Node by the addon, to XS by the embedded engine. What looks
 * at the system throws `HostError` with the call, the path and the errno's name; a path that contains NUL is `EINVAL`.
 */

import type { WriteTexts } from '../plan/writer.ts';
import type { Glance } from '../spec/glance.ts';

/** What kind of thing a path is, after symlinks. */
export type FileKind = 'file' | 'directory' | 'character' | 'block' | 'fifo' | 'socket' | 'other';

export interface Stat {
  readonly kind: FileKind;
  /** Permission bits, e.g. 0o755. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Device numbers of a character or block device. */
  readonly major: number;
  readonly minor: number;
}

/** Who the runtime is: credentials(7), capabilities(7). */
export interface Ids {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  /** The effective capability set as 16 hex digits, as in /proc/self/status CapEff. */
  readonly capEff: string;
}

export interface Host {
  /** Environment variables of the caller. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The caller's working directory, absolute. */
  cwd(): string;
  /** Where runts' own files lie: those that `npm run build` puts into dist/. */
  directory(): string;
  ids(): Ids;
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * The whole of a regular file (or of a procfs, sysfs or cgroup file) as text. Not UTF-8: `EILSEQ`; larger than
   * `max` bytes (default 16 MiB): `EFBIG`; missing: `ENOENT`. `-` is standard input. In
   * /proc/self/mountinfo and /proc/self/cgroup bytes that are not UTF-8 become U+FFFD: they hold names of other people's.
   */
  read(path: string, max?: number): string;
  /** The names in a directory, sorted, without `.` and `..`. */
  list(path: string): readonly string[];
  /** Follows symlinks; undefined when there is nothing. Other failures throw. */
  stat(path: string): Stat | undefined;
  /** The path with all symlinks resolved: realpath(3). */
  realpath(path: string): string;
  readlink(path: string): string;
  /** The file system's type number: statfs(2) f_type. */
  statfs(path: string): number;
  /** SHA-256 of a text's UTF-8 bytes, 64 hex digits. */
  hash(text: string): string;
  /**
   * The start time in clock ticks (field 22 of /proc/PID/stat), or undefined when it is gone or a zombie. Any number will
   * do: what can be no pid is gone.
   */
  startTime(pid: number): number | undefined;
  /**
   * Takes an exclusive flock(2) on `path` (made if missing, mode 0600, its directory too, mode 0700, those above 0711) and keeps it for
   * the machine, which inherits the descriptor. Waits for it at most `wait` milliseconds, then throws `EAGAIN`; undefined:
   * for ever. One lock a command; a second one is `EBUSY`.
   */
  lock(path: string, wait?: number): void;
  /**
   * What a CommonJS module of this text that requires nothing exports, run where there is the language and nothing else.
   * Throws what the module throws. A host without a parser lacks it.
   */
  evaluate?(text: string, file: string): unknown;
  /** What may be in a text that is to be parsed: the bits of spec/glance.ts. */
  readonly glance: Glance;
  /**
   * Lays down texts in a program from the byte `at` on, in turn, each that is the same once: UTF-8, a lone surrogate as U+FFFD, and a
   * NUL behind. `texts` has pairs: a cell, by the number of its first word of 32 bits, and the text whose offset and length in bytes it
   * gets. Returns where the last one ends; where that is beyond the end nothing was written. -1 where a text contains NUL.
   */
  readonly writeTexts: WriteTexts;
}
