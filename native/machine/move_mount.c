// move_mount(2): attaching detached trees, always from descriptor to descriptor.
#include "beneath.h"
#include "descriptor.h"
#include "mounts.h"

int is_directory(int fd) {
  struct statx st;
  const int error = sys_fstat(fd, STATX_TYPE, &st);
  return error < 0 ? error : (st.stx_mode & S_IFMT) == S_IFDIR;
}

int is_mount(int fd) {
  struct statx st;
  const int error = sys_fstat(fd, STATX_TYPE, &st);
  return error < 0 ? error : (st.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

static int is_rootfs(struct machine* m, int target) {
  struct statx at, root;
  int error = sys_fstat(target, STATX_MNT_ID, &at);
  if (error < 0 || (at.stx_attributes & STATX_ATTR_MOUNT_ROOT) == 0) return error;
  error = sys_fstat(root_of(m), STATX_MNT_ID, &root);
  return error < 0 ? error : at.stx_mnt_id == root.stx_mnt_id;
}

// What is mounted on / is the rootfs from then on: later targets are beneath it, the pivot enters
// it.
static int move_root(struct machine* m, int tree) {
  const int root = sys_fcntl(tree, F_DUPFD_CLOEXEC, 0);
  if (root < 0) return root;
  discard(m->root);
  m->root = keep(m, root);
  m->covered = true;
  return 0;
}

int attach(struct machine* m, int tree, const struct target* target) {
  const int rootfs = target->may_be_root ? is_rootfs(m, target->fd) : 0;
  if (rootfs < 0) return rootfs;
  // After the pivot processes keep the / they have: nobody would look at what is on top of it.
  if (rootfs && m->pivoted) return -EBUSY;
  const int error =
      sys_move_mount(tree, "", target->fd, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
  // The kernel says EINVAL, which has ten other reasons.
  if (error == -EINVAL && is_directory(tree) != is_directory(target->fd)) return -ENOTDIR;
  return error == 0 && rootfs ? move_root(m, tree) : error;
}

int attach_with(struct machine* m, int tree, const struct target* target, u64 propagation,
                bool recursive) {
  const u32 flags = recursive ? AT_RECURSIVE : 0;
  // What is unbindable could not be attached below a shared mount.
  int error =
      change_propagation(tree, flags, propagation == MS_UNBINDABLE ? MS_PRIVATE : propagation);
  if (error == 0) error = attach(m, tree, target);
  return error == 0 ? change_propagation(tree, flags, propagation) : error;
}

static int change_tree(const struct op_bind* op, int tree) {
  const int error = change_attributes(tree, AT_RECURSIVE, op->set_recursive, op->clear_recursive);
  return error < 0 ? error : change_attributes(tree, 0, op->set, op->clear);
}

static bool bind_tree(struct machine* m, const struct op_bind* op, int tree) {
  const int directory = is_directory(tree);
  if (directory < 0) return fail(m, "statx", -directory);

  struct target target;
  int error = make_target(m, text_of(m, op->target), directory ? 0 : MAKE_FILE,
                          directory ? 0755 : 0644, &target);
  if (error < 0) return fail(m, "openat2", -error);

  error = change_tree(op, tree);
  const char* call = "mount_setattr";
  if (error == 0) {
    error = attach_with(m, tree, &target, op->propagation, op->propagation_recursive);
    call = "move_mount";
  }
  discard(target.fd);
  return error < 0 ? fail(m, call, -error) : true;
}

bool op_bind(struct machine* m, const struct op_bind* op) {
  const bool done = bind_tree(m, op, m->registers[op->from]);
  discard(m->registers[op->from]);
  m->registers[op->from] = -1;
  return done;
}
