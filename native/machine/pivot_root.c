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

bool op_rootfs(struct machine* m, const struct op_rootfs* op) {
  if (in_runtime_namespace(m, "mnt", m->runtime_mnt)) {
    return fail_at(m, "", EPERM, "this is the mount namespace of the runtime");
  }
  const int tree = m->registers[op->from];
  const int directory = is_directory(tree);
  if (directory <= 0) return fail(m, "open_tree", directory < 0 ? -directory : ENOTDIR);

  // Were / still shared with the host, the host would get a new / too.
  const struct mount_attr alone = {.propagation = MS_PRIVATE};
  int error = sys_mount_setattr(AT_FDCWD, "/", 0, &alone);
  if (error < 0) return fail(m, "mount_setattr", -error);

  m->dev_null = clone_null(m);
  error = sys_move_mount(tree, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH);
  if (error < 0) return fail(m, "move_mount", -error);

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
  hide("/proc");
  hide("/sys");
  int error = sys_fchdir(m->root);
  if (error < 0) return fail(m, "fchdir", -error);
  error = sys_chroot(".");
  return error < 0 ? fail(m, "chroot", -error) : true;
}

// The new root is the working directory, the old one is put on top of it (`.`, `.`), so no
// directory for it is needed.
static bool pivot(struct machine* m, int old) {
  int error = sys_fchdir(m->root);
  if (error < 0) return fail(m, "fchdir", -error);
  error = sys_pivot_root(".", ".");
  if (error < 0) return fail(m, "pivot_root", -error);

  // The host must not hear of the unmounting.
  error = change_propagation(old, AT_RECURSIVE, MS_SLAVE);
  if (error < 0) return fail(m, "mount_setattr", -error);
  error = sys_fchdir(old);
  if (error < 0) return fail(m, "fchdir", -error);
  error = sys_umount2(".", MNT_DETACH);
  return error < 0 ? fail(m, "umount2", -error) : true;
}

bool op_pivot_root(struct machine* m, const struct op_pivot_root* op) {
  if (m->root < 0 || m->pivoted) return fail_at(m, "", EINVAL, "there is no rootfs to pivot to");

  if (op->move) {
    if (!change_root(m)) return false;
  } else {
    const int old = sys_open("/", O_PATH | O_DIRECTORY, 0);
    if (old < 0) return fail(m, "openat", -old);
    const bool done = pivot(m, old);
    sys_close(old);
    if (!done) return false;
  }
  const int error = sys_chdir("/");
  if (error < 0) return fail(m, "chdir", -error);
  m->pivoted = true;
  return true;
}
