/** What the addon throws: a failed system call in the shape of Node's own errors. */

/** A system call that failed: `EAGAIN`-like name in `code`, negative number in `errno`, as `node:fs` throws it. */
export class SyscallError extends Error {
  readonly code: string;
  /** Negative, e.g. -1 for EPERM. */
  readonly errno: number;
  readonly syscall: string;

  /** `errno` is positive here, as the kernel's manual pages have it; `code` and `text` are its name and meaning. */
  constructor(errno: number, code: string, text: string, syscall: string) {
    super(`${code}: ${text}, ${syscall}`);
    this.name = 'SyscallError';
    this.code = code;
    this.errno = -errno;
    this.syscall = syscall;
  }
}
