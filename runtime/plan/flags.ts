/**
 * The kernel's numbers behind the names that ops carry. A plan holds names, so that people can read it; `encode`
 * turns them into numbers. Values are the same on every architecture Linux has (asm-generic where it differs).
 */

/** clone(2), unshare(2), setns(2). */
export const clone = {
  CLONE_NEWTIME: 0x00000080,
  CLONE_NEWNS: 0x00020000,
  CLONE_NEWCGROUP: 0x02000000,
  CLONE_NEWUTS: 0x04000000,
  CLONE_NEWIPC: 0x08000000,
  CLONE_NEWUSER: 0x10000000,
  CLONE_NEWPID: 0x20000000,
  CLONE_NEWNET: 0x40000000,
} as const;

/** mount_setattr(2), fsmount(2). The atime names are values of one field, MOUNT_ATTR__ATIME. */
export const attribute = {
  RDONLY: 0x00000001,
  NOSUID: 0x00000002,
  NODEV: 0x00000004,
  NOEXEC: 0x00000008,
  NOATIME: 0x00000010,
  STRICTATIME: 0x00000020,
  _ATIME: 0x00000070,
  NODIRATIME: 0x00000080,
  NOSYMFOLLOW: 0x00200000,
} as const;

/** mount(2), Shared subtrees. */
export const propagation = {
  unbindable: 1 << 17,
  private: 1 << 18,
  slave: 1 << 19,
  shared: 1 << 20,
} as const;

/** getrlimit(2), the numbers of asm-generic/resource.h. */
export const rlimit = {
  RLIMIT_CPU: 0,
  RLIMIT_FSIZE: 1,
  RLIMIT_DATA: 2,
  RLIMIT_STACK: 3,
  RLIMIT_CORE: 4,
  RLIMIT_RSS: 5,
  RLIMIT_NPROC: 6,
  RLIMIT_NOFILE: 7,
  RLIMIT_MEMLOCK: 8,
  RLIMIT_AS: 9,
  RLIMIT_LOCKS: 10,
  RLIMIT_SIGPENDING: 11,
  RLIMIT_MSGQUEUE: 12,
  RLIMIT_NICE: 13,
  RLIMIT_RTPRIO: 14,
  RLIMIT_RTTIME: 15,
} as const;

/** inode(7), the file type of mknod(2). */
export const device = { character: 0o020000, block: 0o060000, fifo: 0o010000 } as const;

/** The level a line is logged at. */
export const level = { debug: 0, info: 1, warning: 2, error: 3 } as const;

/** What a write or removal does when its path is missing. */
export const missing = { fail: 0, skip: 1 } as const;

/** What a creation does when its path exists. */
export const exists = { fail: 0, keep: 1 } as const;

/** What a program that failed means. */
export const failure = { stop: 0, warn: 1 } as const;

/** The errnos an op can have an own text for: errno-base.h, errno.h of asm-generic. */
export const errno = {
  EPERM: 1,
  ENOENT: 2,
  ESRCH: 3,
  EAGAIN: 11,
  EACCES: 13,
  EBUSY: 16,
  EEXIST: 17,
  ENODEV: 19,
  ENOTDIR: 20,
  EISDIR: 21,
  EINVAL: 22,
  ENOSPC: 28,
  ENOEXEC: 8,
  ENOSYS: 38,
  ELOOP: 40,
  EOPNOTSUPP: 95,
  ECONNREFUSED: 111,
  ESTALE: 116,
} as const;

export const sets = {
  clone,
  attribute,
  propagation,
  rlimit,
  device,
  level,
  missing,
  exists,
  failure,
} as const;
