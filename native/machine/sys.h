// System calls by hand: the machine has no libc. Each returns what the kernel returns, errors as
// negative errno. Constants and structures come from the kernel's own headers; the few that those
// lack are here.
#ifndef RUNTS_SYS_H
#define RUNTS_SYS_H

#include <asm/ioctls.h>
#include <asm/poll.h>
#include <asm/statfs.h>
#include <asm/termbits.h>
#include <asm/termios.h>
#include <asm/unistd.h>
#include <linux/close_range.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/magic.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <linux/prctl.h>
#include <linux/resource.h>
#include <linux/sched.h>
#include <linux/stat.h>
#include <linux/time_types.h>
#include <linux/uio.h>
#include <linux/wait.h>

#include "wire.h"

// --- the gate ---

#if defined(__x86_64__)
static inline long sys6(long number, long a, long b, long c, long d, long e, long f) {
  long result;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register long r9 __asm__("r9") = f;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}
#elif defined(__aarch64__)
static inline long sys6(long number, long a, long b, long c, long d, long e, long f) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  register long x5 __asm__("x5") = f;
  __asm__ volatile("svc #0"
                   : "+r"(x0)
                   : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                   : "memory", "cc");
  return x0;
}
#else
#error "no system call gate for this architecture"
#endif

// sys(__NR_x, …) with up to six numbers or pointers.
#define SYS_PICK(n, a, b, c, d, e, f, ...) \
  sys6(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
#define sys(...) SYS_PICK(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)

// --- what the kernel's user headers lack ---

#define AF_UNIX 1
#define SOCK_STREAM 1
#define SOCK_SEQPACKET 5
#define SOCK_NONBLOCK 00004000
#define SOCK_CLOEXEC 02000000
#define SOL_SOCKET 1
#define SO_PEERCRED 17
#define SCM_RIGHTS 1
#define MSG_DONTWAIT 0x40
#define MSG_CTRUNC 0x8
#define MSG_TRUNC 0x20
#define MSG_NOSIGNAL 0x4000
#define MSG_CMSG_CLOEXEC 0x40000000

#define SIGNAL_COUNT 64
#define SIG_BLOCK 0
#define SIG_SETMASK 2
#define SIG_DFL 0ul
#define SIG_IGN 1ul
#define SIGHUP 1
#define SIGINT 2
#define SIGQUIT 3
#define SIGKILL 9
#define SIGPIPE 13
#define SIGTERM 15
#define SIGCHLD 17
#define SIGSTOP 19
#define SIGTSTP 20
#define SIGTTIN 21
#define SIGTTOU 22
#define SIGURG 23
#define SIGWINCH 28

#ifndef P_PIDFD
#define P_PIDFD 3
#endif
#define CLD_EXITED 1

#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1

#define PROT_READ 1
#define PROT_WRITE 2
#define MAP_SHARED 1
#define MAP_PRIVATE 2
#define MAP_ANONYMOUS 0x20

#define DT_DIR 4

// sa_mask and dispositions as the kernel takes them.
struct kernel_sigaction {
  unsigned long handler;
  unsigned long flags;
  void (*restorer)(void);
  u64 mask;
};

struct msghdr {
  void* name;
  int name_length;
  struct iovec* iov;
  size_t iov_count;
  void* control;
  size_t control_length;
  unsigned int flags;
};

struct cmsghdr {
  size_t length;
  int level;
  int type;
};

struct ucred {
  i32 pid;
  u32 uid;
  u32 gid;
};

// siginfo_t of waitid(2): the fields that a SIGCHLD has.
struct child_info {
  i32 signo, error, code, pad;
  i32 pid;
  u32 uid;
  i32 status;
  u8 rest[100];
};

struct dirent64 {
  u64 inode;
  i64 offset;
  u16 length;
  u8 type;
  char name[];
};

// --- files ---

static inline int sys_openat(int dir, const char* path, int flags, u32 mode) {
  return (int)sys(__NR_openat, dir, path, flags | O_CLOEXEC, mode);
}
static inline int sys_open(const char* path, int flags, u32 mode) {
  return sys_openat(AT_FDCWD, path, flags, mode);
}
// flags, mode and resolve as in struct open_how; O_CLOEXEC is added.
static inline int sys_openat2(int dir, const char* path, u64 flags, u64 mode, u64 resolve) {
  struct open_how how = {.flags = flags | O_CLOEXEC, .mode = mode, .resolve = resolve};
  return (int)sys(__NR_openat2, dir, path, &how, sizeof how);
}
static inline int sys_close(int fd) { return (int)sys(__NR_close, fd); }
static inline long sys_read(int fd, void* data, size_t size) {
  return sys(__NR_read, fd, data, size);
}
static inline long sys_write(int fd, const void* data, size_t size) {
  return sys(__NR_write, fd, data, size);
}
static inline long sys_pread(int fd, void* data, size_t size, u64 offset) {
  return sys(__NR_pread64, fd, data, size, offset);
}
static inline long sys_pwrite(int fd, const void* data, size_t size, u64 offset) {
  return sys(__NR_pwrite64, fd, data, size, offset);
}
static inline int sys_mkdirat(int dir, const char* path, u32 mode) {
  return (int)sys(__NR_mkdirat, dir, path, mode);
}
static inline int sys_mknodat(int dir, const char* path, u32 mode, u32 device) {
  return (int)sys(__NR_mknodat, dir, path, mode, device);
}
static inline int sys_symlinkat(const char* content, int dir, const char* path) {
  return (int)sys(__NR_symlinkat, content, dir, path);
}
static inline long sys_readlinkat(int dir, const char* path, char* out, size_t size) {
  return sys(__NR_readlinkat, dir, path, out, size);
}
static inline int sys_unlinkat(int dir, const char* path, int flags) {
  return (int)sys(__NR_unlinkat, dir, path, flags);
}
static inline int sys_renameat(int dir, const char* from, int to_dir, const char* to) {
  return (int)sys(__NR_renameat2, dir, from, to_dir, to, 0);
}
static inline int sys_statx(int dir, const char* path, int flags, u32 mask, struct statx* out) {
  return (int)sys(__NR_statx, dir, path, flags, mask, out);
}
static inline int sys_fstat(int fd, u32 mask, struct statx* out) {
  return sys_statx(fd, "", AT_EMPTY_PATH, mask, out);
}
static inline int sys_statfs(const char* path, struct statfs* out) {
  return (int)sys(__NR_statfs, path, out);
}
static inline int sys_fstatfs(int fd, struct statfs* out) {
  return (int)sys(__NR_fstatfs, fd, out);
}
static inline int sys_fchmod(int fd, u32 mode) { return (int)sys(__NR_fchmod, fd, mode); }
static inline int sys_fchmodat(int dir, const char* path, u32 mode) {
  return (int)sys(__NR_fchmodat, dir, path, mode);
}
static inline int sys_fchownat(int dir, const char* path, u32 uid, u32 gid, int flags) {
  return (int)sys(__NR_fchownat, dir, path, uid, gid, flags);
}
static inline int sys_fchown(int fd, u32 uid, u32 gid) {
  return (int)sys(__NR_fchown, fd, uid, gid);
}
static inline int sys_faccessat2(int dir, const char* path, int mode, int flags) {
  return (int)sys(__NR_faccessat2, dir, path, mode, flags);
}
static inline long sys_getdents64(int fd, void* out, size_t size) {
  return sys(__NR_getdents64, fd, out, size);
}
static inline int sys_rewind(int fd) { return (int)sys(__NR_lseek, fd, 0, 0); }
static inline int sys_fcntl(int fd, int command, unsigned long value) {
  return (int)sys(__NR_fcntl, fd, command, value);
}
static inline int sys_ioctl(int fd, unsigned long request, void* value) {
  return (int)sys(__NR_ioctl, fd, request, value);
}
static inline int sys_dup3(int fd, int to, int flags) { return (int)sys(__NR_dup3, fd, to, flags); }
static inline int sys_pipe2(int fds[2], int flags) { return (int)sys(__NR_pipe2, fds, flags); }
static inline int sys_close_range(u32 first, u32 last, u32 flags) {
  return (int)sys(__NR_close_range, first, last, flags);
}
static inline int sys_chdir(const char* path) { return (int)sys(__NR_chdir, path); }
static inline int sys_fchdir(int fd) { return (int)sys(__NR_fchdir, fd); }
static inline int sys_chroot(const char* path) { return (int)sys(__NR_chroot, path); }
static inline long sys_getcwd(char* out, size_t size) { return sys(__NR_getcwd, out, size); }
static inline u32 sys_umask(u32 mask) { return (u32)sys(__NR_umask, mask); }
static inline void* sys_mmap(size_t size, int protection, int flags, int fd) {
  return (void*)sys(__NR_mmap, 0, size, protection, flags, fd, 0);
}
static inline int sys_munmap(void* at, size_t size) { return (int)sys(__NR_munmap, at, size); }
// mmap's errors are the last page of the address space.
static inline int mmap_error(const void* at) {
  return (unsigned long)at > -4096ul ? (int)(long)at : 0;
}

// --- mounts ---

static inline int sys_mount(const char* source, const char* target, const char* type, u64 flags,
                            const void* data) {
  return (int)sys(__NR_mount, source, target, type, flags, data);
}
static inline int sys_umount2(const char* target, int flags) {
  return (int)sys(__NR_umount2, target, flags);
}
static inline int sys_pivot_root(const char* root, const char* old) {
  return (int)sys(__NR_pivot_root, root, old);
}
static inline int sys_open_tree(int dir, const char* path, u32 flags) {
  return (int)sys(__NR_open_tree, dir, path, flags | OPEN_TREE_CLOEXEC);
}
static inline int sys_move_mount(int from, const char* from_path, int to, const char* to_path,
                                 u32 flags) {
  return (int)sys(__NR_move_mount, from, from_path, to, to_path, flags);
}
static inline int sys_fsopen(const char* type) {
  return (int)sys(__NR_fsopen, type, FSOPEN_CLOEXEC);
}
static inline int sys_fspick(int dir, const char* path, u32 flags) {
  return (int)sys(__NR_fspick, dir, path, flags | FSPICK_CLOEXEC);
}
static inline int sys_fsconfig(int fd, u32 command, const char* key, const void* value, int aux) {
  return (int)sys(__NR_fsconfig, fd, command, key, value, aux);
}
static inline int sys_fsmount(int fd, u32 attributes) {
  return (int)sys(__NR_fsmount, fd, FSMOUNT_CLOEXEC, attributes);
}
static inline int sys_mount_setattr(int dir, const char* path, u32 flags,
                                    const struct mount_attr* attr) {
  return (int)sys(__NR_mount_setattr, dir, path, flags, attr, sizeof *attr);
}

// --- processes ---

__attribute__((noreturn)) static inline void sys_exit(int status) {
  for (;;) sys(__NR_exit_group, status);
}
// Without a stack of its own the child goes on with a copy of ours: 0 in the child, as fork(2).
static inline i32 sys_clone3(struct clone_args* args) {
  return (i32)sys(__NR_clone3, args, sizeof *args);
}
static inline int sys_execve(const char* path, const char* const* args, const char* const* env) {
  return (int)sys(__NR_execve, path, args, env);
}
static inline int sys_unshare(u64 flags) { return (int)sys(__NR_unshare, flags); }
static inline int sys_setns(int fd, u64 type) { return (int)sys(__NR_setns, fd, type); }
static inline i32 sys_getpid(void) { return (i32)sys(__NR_getpid); }
static inline i32 sys_getppid(void) { return (i32)sys(__NR_getppid); }
static inline u32 sys_geteuid(void) { return (u32)sys(__NR_geteuid); }
static inline u32 sys_getegid(void) { return (u32)sys(__NR_getegid); }
static inline int sys_pidfd_open(i32 pid) { return (int)sys(__NR_pidfd_open, pid, 0); }
static inline int sys_pidfd_send_signal(int pidfd, int signal) {
  return (int)sys(__NR_pidfd_send_signal, pidfd, signal, NULL, 0);
}
static inline int sys_kill(i32 pid, int signal) { return (int)sys(__NR_kill, pid, signal); }
static inline int sys_waitid(int type, i32 id, struct child_info* info, int options) {
  return (int)sys(__NR_waitid, type, id, info, options, NULL);
}
static inline int sys_prctl(int option, unsigned long a, unsigned long b, unsigned long c,
                            unsigned long d) {
  return (int)sys(__NR_prctl, option, a, b, c, d);
}
static inline int sys_prlimit(i32 pid, u32 resource, const struct rlimit64* set,
                              struct rlimit64* old) {
  return (int)sys(__NR_prlimit64, pid, resource, set, old);
}
static inline int sys_setsid(void) { return (int)sys(__NR_setsid); }
static inline int sys_setpgid(i32 pid, i32 group) { return (int)sys(__NR_setpgid, pid, group); }

// --- signals, waiting, time ---

static inline int sys_sigaction(int signal, const struct kernel_sigaction* set,
                                struct kernel_sigaction* old) {
  return (int)sys(__NR_rt_sigaction, signal, set, old, sizeof(u64));
}
static inline int sys_sigprocmask(int how, const u64* set, u64* old) {
  return (int)sys(__NR_rt_sigprocmask, how, set, old, sizeof(u64));
}
static inline int sys_signalfd(u64 mask, int flags) {
  return (int)sys(__NR_signalfd4, -1, &mask, sizeof mask, flags);
}
// timeout in milliseconds, -1: none. Retries where the system call was interrupted are the
// caller's.
static inline int sys_poll(struct pollfd* fds, u32 count, i64 timeout) {
  struct __kernel_timespec time = {.tv_sec = timeout / 1000, .tv_nsec = timeout % 1000 * 1000000};
  return (int)sys(__NR_ppoll, fds, count, timeout < 0 ? NULL : &time, NULL, 0);
}
static inline int sys_clock_gettime(int clock, struct __kernel_timespec* out) {
  return (int)sys(__NR_clock_gettime, clock, out);
}

// --- sockets ---

static inline int sys_socket(int family, int type) {
  return (int)sys(__NR_socket, family, type | SOCK_CLOEXEC, 0);
}
static inline int sys_socketpair(int family, int type, int fds[2]) {
  return (int)sys(__NR_socketpair, family, type | SOCK_CLOEXEC, 0, fds);
}
static inline int sys_bind(int fd, const void* address, u32 length) {
  return (int)sys(__NR_bind, fd, address, length);
}
static inline int sys_listen(int fd, int backlog) { return (int)sys(__NR_listen, fd, backlog); }
static inline int sys_connect(int fd, const void* address, u32 length) {
  return (int)sys(__NR_connect, fd, address, length);
}
static inline int sys_accept(int fd) {
  return (int)sys(__NR_accept4, fd, NULL, NULL, SOCK_CLOEXEC);
}
static inline int sys_getsockopt(int fd, int level, int option, void* value, u32* length) {
  return (int)sys(__NR_getsockopt, fd, level, option, value, length);
}
static inline long sys_sendmsg(int fd, const struct msghdr* message, int flags) {
  return sys(__NR_sendmsg, fd, message, flags | MSG_NOSIGNAL);
}
static inline long sys_recvmsg(int fd, struct msghdr* message, int flags) {
  return sys(__NR_recvmsg, fd, message, flags | MSG_CMSG_CLOEXEC);
}

#endif
