// pivot_root(2): the rootfs becomes /.
//
// The tree is attached on top of the / of our mount namespace, while our own root stays the mount
// beneath it: that is still the runtime's, so that paths of the runtime namespace mean what they
// meant, and pivot_root finds a mount point below the current root, also where a mapped root may
// not reach the rootfs by its path.
#include "beneath.h"
#include "mounts.h"
#include "namespace_inode.h"

#define NULL_MAJOR 1
#define NULL_MINOR 3

// A clone of /dev/null for maskPath, which has no path to the runtime namespace any more. -1 where
// there is none.
static int clone_null(struct machine* m) {
  const int fd = sys_open_tree(AT_FDCWD, "/dev/null", OPEN_TREE_CLONE);
  if (fd < 0) return -1;

  struct statx st;
  const bool null = sys_fstat(fd, STATX_TYPE, &st) == 0 && (st.stx_mode & S_IFMT) == S_IFCHR &&
                    st.stx_rdev_major == NULL_MAJOR && st.stx_rdev_minor == NULL_MINOR;
  if (null) return keep(m, fd);
  sys_close(fd);
  return -1;
}

// The root of the mount that a directory is in. In a chroot there may be none to be reached: / is
// above itself.
#define MAX_ABOVE 256

static int open_mount_of(int directory) {
  int fd = sys_openat(directory, ".", O_PATH | O_DIRECTORY, 0);
  for (u32 i = 0; fd >= 0 && i < MAX_ABOVE; i++) {
    const int mount = is_mount(fd);
    if (mount > 0) return fd;
    const int above = mount < 0 ? mount : sys_openat(fd, "..", O_PATH | O_DIRECTORY, 0);
    sys_close(fd);
    fd = above;
  }
  if (fd < 0) return fd;
  sys_close(fd);
  return -EINVAL;
}

// What is attached below a shared mount is attached for all that share it: the host would get the
// rootfs too.
static int make_alone(int directory) {
  const int mount = open_mount_of(directory);
  if (mount < 0) return mount;
  const int error = change_propagation(mount, 0, MS_PRIVATE);
  sys_close(mount);
  return error;
}

static int attach_alone(int tree, const char* path) {
  const int target = sys_open(path, O_PATH | O_DIRECTORY, 0);
  if (target < 0) return target;
  int error = make_alone(target);
  if (error == 0) {
    error = sys_move_mount(tree, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
  }
  discard(target);
  return error;
}

static bool attach_rootfs(struct machine* m, int tree, const char* path) {
  const int error = m->unshared_mounts
                        ? sys_move_mount(tree, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH)
                        : attach_alone(tree, path);
  if (error == -EINVAL && is_directory(tree) == 0) return fail(m, "open_tree", ENOTDIR);
  return error < 0 ? fail(m, "move_mount", -error) : true;
}

bool op_rootfs(struct machine* m, const struct op_rootfs* op) {
  if (!require_own_namespace(m, CLONE_NEWNS)) return false;
  const int tree = m->registers[op->from];
  m->dev_null = clone_null(m);
  m->on_top = (op->head.present & HAS_ROOTFS_AT) == 0;
  if (!attach_rootfs(m, tree, m->on_top ? "/" : text_of(m, op->at))) return false;
  m->root = tree;
  m->registers[op->from] = -1;
  return true;
}

// Without a pivot the old root stays, reachable for who may chroot(2); its /proc and /sys must not
// stay with it, since they would let a user namespace mount new ones without the masks of these.
static void hide(const char* path) {
  if (sys_umount2(path, MNT_DETACH) == 0) return;
  // In a user namespace they are locked.
  sys_mount("tmpfs", path, "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=0");
}

static bool change_root(struct machine* m) {
  if (m->on_top) {
    hide("/proc");
    hide("/sys");
  }
  int error = sys_fchdir(m->root);
  if (error < 0) return fail(m, "fchdir", -error);
  error = sys_chroot(".");  // which is / from here on
  return error < 0 ? fail(m, "chroot", -error) : true;
}

// The new root is the working directory, the old one is put on top of it (`.`, `.`), so no
// directory for it is needed.
static int swap_roots(const struct machine* m) {
  const int error = sys_fchdir(m->root);
  return error < 0 ? error : sys_pivot_root(".", ".");
}

// The old root is what is topmost there.
static bool pivot(struct machine* m) {
  int error = swap_roots(m);
  if (error < 0) return fail(m, "pivot_root", -error);
  error = sys_umount2(".", MNT_DETACH);
  return error < 0 ? fail(m, "umount2", -error) : true;
}

// The same where the old root has peers, or more than the rootfs lies on it.
static bool pivot_from(struct machine* m, int old) {
  int error = swap_roots(m);
  if (error < 0) return fail(m, "pivot_root", -error);

  // The host must not hear of the unmounting.
  error = change_propagation(old, AT_RECURSIVE, MS_SLAVE);
  if (error < 0) return fail(m, "mount_setattr", -error);
  error = sys_fchdir(old);
  if (error < 0) return fail(m, "fchdir", -error);
  // Each call takes what is topmost there: where a mount of the config lies on the rootfs, first
  // the rootfs, then the old root. It is gone when there is nothing of this namespace left to
  // unmount.
  do error = sys_umount2(".", MNT_DETACH);
  while (error == 0);
  if (error != -EINVAL) return fail(m, "umount2", -error);
  error = sys_chdir("/");
  return error < 0 ? fail(m, "chdir", -error) : true;
}

bool op_pivot_root(struct machine* m, const struct op_pivot_root* op) {
  if (m->root < 0 || m->pivoted) return fail_at(m, "", EINVAL, "there is no rootfs to pivot to");

  bool done;
  if (op->move) {
    done = change_root(m);
  } else if (m->unshared_mounts && !m->covered) {
    done = pivot(m);
  } else {
    const int old = sys_open("/", O_PATH | O_DIRECTORY, 0);
    done = old < 0 ? fail(m, "openat", -old) : pivot_from(m, old);
    discard(old);
  }
  m->pivoted = m->in_root = done;
  return done;
}
