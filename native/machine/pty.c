// pty(7): the container's terminal, from its own devpts.
#include "beneath.h"
#include "mounts.h"
#include "text.h"

#define PTMX_MAJOR 5
#define PTMX_MINOR 2
#define PEER_MODE 0620

// What is at that path is the container's word; that it is devpts and the multiplexor is the
// kernel's.
static int check_ptmx(int fd) {
  struct statfs fs;
  struct statx st;
  int error = sys_fstatfs(fd, &fs);
  if (error == 0) error = sys_fstat(fd, STATX_TYPE, &st);
  if (error < 0) return error;
  const bool ptmx = fs.f_type == DEVPTS_SUPER_MAGIC && (st.stx_mode & S_IFMT) == S_IFCHR &&
                    st.stx_rdev_major == PTMX_MAJOR && st.stx_rdev_minor == PTMX_MINOR;
  return ptmx ? 0 : -ENODEV;
}

// Checked before it is opened, since opening a device can do things.
static int open_ptmx(struct machine* m) {
  const int path = open_beneath(m, "/dev/pts/ptmx", O_PATH);
  if (path < 0) return path;
  const int error = check_ptmx(path);
  const int fd = error < 0 ? error : reopen(m, path, O_RDWR | O_NOCTTY);
  sys_close(path);
  return fd;
}

static int open_peer(int ptmx) {
  int unlocked = 0;
  const int error = sys_ioctl(ptmx, TIOCSPTLCK, &unlocked);
  if (error < 0) return error;
  // By the other side's descriptor: a name in /dev/pts may be anybody's.
  return (int)sys(__NR_ioctl, ptmx, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
}

static bool prepare_peer(struct machine* m, const struct op_open_pty* op, int peer) {
  if (op->rows != 0 || op->columns != 0) {
    struct winsize size = {.ws_row = (u16)op->rows, .ws_col = (u16)op->columns};
    const int error = sys_ioctl(peer, TIOCSWINSZ, &size);
    if (error < 0) return fail(m, "ioctl", -error);
  }
  // The group is the one that devpts gave it.
  int error = sys_fchown(peer, (u32)op->uid, (u32)-1);
  if (error < 0) return fail(m, "fchown", -error);
  error = sys_fchmod(peer, PEER_MODE);
  return error < 0 ? fail(m, "fchmod", -error) : true;
}

bool op_open_pty(struct machine* m, const struct op_open_pty* op) {
  const int ptmx = keep(m, open_ptmx(m));
  if (ptmx < 0) return fail(m, "openat2", -ptmx);
  m->registers[op->as] = ptmx;

  const int peer = keep(m, open_peer(ptmx));
  if (peer < 0) return fail(m, "ioctl", -peer);
  m->registers[op->peer] = peer;
  return prepare_peer(m, op, peer);
}

// An existing /dev/console may be any file but a symlink, which could lead the terminal's mount
// elsewhere (CVE-2025-52565); -EEXIST of the creation is therefore fine, and the mount covers what
// is there.
static int open_console(struct machine* m) {
  struct parent parent;
  int error = open_parent(m, "/dev/console", &parent);
  if (error < 0) return error;

  error = sys_mknodat(parent.fd, parent.name, S_IFREG | 0644, 0);
  if (error < 0 && error != -EEXIST) return error;
  const int fd = sys_openat(parent.fd, parent.name, O_PATH | O_NOFOLLOW, 0);
  if (fd < 0) return fd;

  struct statx st;
  error = sys_fstat(fd, STATX_TYPE, &st);
  if (error == 0 && (st.stx_mode & S_IFMT) == S_IFLNK) error = -ELOOP;
  if (error == 0) return fd;
  sys_close(fd);
  return error;
}

// A peer of devpts only: the register could hold what a hostile ptmx gave.
static bool is_terminal(int peer) {
  struct statfs fs;
  return sys_fstatfs(peer, &fs) == 0 && fs.f_type == DEVPTS_SUPER_MAGIC;
}

bool op_bind_console(struct machine* m, const struct op_bind_console* op) {
  const int peer = m->registers[op->peer];
  if (!is_terminal(peer)) return fail(m, "fstatfs", ENOTTY);
  const int target = open_console(m);
  if (target < 0) return fail(m, "openat", -target);

  const char* call = "open_tree";
  const int tree = clone_tree(peer, "", AT_EMPTY_PATH);
  int error = tree < 0 ? tree : 0;
  if (error == 0) {
    call = "move_mount";
    error = attach(m, tree, &(struct target){.fd = target});
  }
  discard(tree);
  discard(target);
  return error < 0 ? fail(m, call, -error) : true;
}

bool op_controlling_terminal(struct machine* m, const struct op_controlling_terminal* op) {
  const int peer = m->registers[op->peer];
  const int error = (int)sys(__NR_ioctl, peer, TIOCSCTTY, 0);
  if (error < 0) return fail(m, "ioctl", -error);

  for (int fd = 0; fd <= 2; fd++) {
    const int copy = sys_dup3(peer, fd, 0);
    if (copy < 0) return fail(m, "dup3", -copy);
  }
  close_register(m, op->peer);
  return true;
}
