/** Whole files as bytes, under a cap, without ever waiting on what is no file. */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { HostError } from '../errors.ts';

const STDIN = 0;

/**
 * The bytes of a regular file (procfs, sysfs and cgroup files are regular and say size 0), or of standard input for
 * `-`. A directory is `EISDIR`, any other kind `EINVAL`, more than `max` bytes `EFBIG`; what the system refuses is
 * thrown as `node:fs` throws it.
 */
export function readFile(path: string, max: number): Uint8Array {
  if (path === '-') return readAll(path, STDIN, 0, max);

  // A FIFO would make open wait for a writer, a terminal would become ours: bundles are other people's.
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const stat = fstatSync(fd);
    if (stat.isDirectory()) throw new HostError('read', path, 'EISDIR', 'is a directory');
    if (!stat.isFile())
      throw new HostError('read', path, 'EINVAL', `${kindInWords(stat)}, not a regular file`);
    return readAll(path, fd, stat.size, max);
  } finally {
    closeSync(fd);
  }
}

function readAll(path: string, fd: number, size: number, max: number): Uint8Array {
  if (size > max) throw tooLarge(path, max);

  // One byte more than expected, so that the end is seen without growing.
  let buffer = Buffer.allocUnsafe(size > 0 ? size + 1 : 16384);
  let filled = 0;
  for (;;) {
    const count = readSome(fd, buffer.subarray(filled));
    if (count === 0) return buffer.subarray(0, filled);
    filled += count;
    if (filled > max) throw tooLarge(path, max);
    if (filled === buffer.length) buffer = Buffer.concat([buffer], 2 * filled);
  }
}

function readSome(fd: number, buffer: Buffer): number {
  for (;;) {
    try {
      return readSync(fd, buffer);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Standard input is the engine's, and so is its O_NONBLOCK: to clear it would be seen on the other side.
      if (code !== 'EAGAIN' || fd !== STDIN) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }
  }
}

function tooLarge(path: string, max: number): HostError {
  return new HostError('read', path, 'EFBIG', `larger than ${max} bytes`);
}

function kindInWords(stat: Stats): string {
  if (stat.isFIFO()) return 'a FIFO';
  if (stat.isSocket()) return 'a socket';
  return 'a device';
}
