/** What the addon throws: a failed system call in the shape of Node's own errors. */
import { getSystemErrorMap } from 'node:util';

/** A system call that failed: `EWOULDBLOCK`-like name in `code`, negative number in `errno`, as `node:fs` throws it. */
export class SyscallError extends Error {
  readonly code: string;
  /** Negative, e.g. -1 for EPERM. */
  readonly errno: number;
  readonly syscall: string;
  readonly path: string | undefined;

  /** `errno` is positive here, as the kernel's manual pages have it. */
  constructor(errno: number, syscall: string, path?: string) {
    const { code, text } = describeErrno(-errno);
    super(`${code}: ${text}, ${syscall}${path === undefined ? '' : ` '${path}'`}`);
    this.name = 'SyscallError';
    this.code = code;
    this.errno = -errno;
    this.syscall = syscall;
    this.path = path;
  }
}

/** The name and the text of a negative errno, e.g. -2: `ENOENT`, `no such file or directory`. */
export function describeErrno(errno: number): { code: string; text: string } {
  const [code, text] = getSystemErrorMap().get(errno) ?? [`E${-errno}`, `unknown error ${-errno}`];
  return { code, text };
}
