// mount_setattr(2): attributes and propagation of mounts.
#include "beneath.h"
#include "mounts.h"
#include "namespace_inode.h"

static int set_attributes(int tree, u32 flags, u64 set, u64 clear) {
  if (set == 0 && clear == 0) return 0;
  const struct mount_attr attr = {.attr_set = set, .attr_clr = clear};
  return sys_mount_setattr(tree, "", AT_EMPTY_PATH | flags, &attr);
}

// Locked attributes are refused all together, without a word about which: what is asked for is
// tried bit by bit.
static int change_unlocked(int tree, u32 flags, u64 set, u64 clear) {
  // The access time is the only attribute that a lock also keeps from being set.
  const u64 atime = MOUNT_ATTR__ATIME | MOUNT_ATTR_NODIRATIME;
  const int error = set_attributes(tree, flags, set & ~atime, 0);
  if (error < 0) return error;

  const u64 single = clear & ~set & ~(u64)MOUNT_ATTR__ATIME;
  for (u64 bit = 1; bit != 0 && bit <= single; bit <<= 1) {
    const int cleared = set_attributes(tree, flags, 0, single & bit);
    if (cleared < 0 && cleared != -EPERM) return cleared;
  }
  const int timed = set_attributes(tree, flags, set & atime, clear & MOUNT_ATTR__ATIME);
  return timed == -EPERM ? 0 : timed;
}

int change_attributes(int tree, u32 flags, u64 set, u64 clear) {
  // The kinds of access time are values of one field, which is cleared whole before it is set.
  if ((set | clear) & MOUNT_ATTR__ATIME) clear |= MOUNT_ATTR__ATIME;
  const int error = set_attributes(tree, flags, set, clear);
  return error == -EPERM ? change_unlocked(tree, flags, set, clear) : error;
}

int change_propagation(int tree, u32 flags, u64 propagation) {
  if (propagation == 0) return 0;
  const struct mount_attr attr = {.propagation = propagation};
  return sys_mount_setattr(tree, "", AT_EMPTY_PATH | flags, &attr);
}

bool op_set_propagation(struct machine* m, const struct op_set_propagation* op) {
  if (!require_own_namespace(m, CLONE_NEWNS)) return false;
  const struct mount_attr attr = {.propagation = op->propagation};
  const int error = sys_mount_setattr(AT_FDCWD, "/", AT_RECURSIVE, &attr);
  if (error < 0) return fail(m, "mount_setattr", -error);
  m->unshared_mounts = op->propagation == MS_PRIVATE || op->propagation == MS_SLAVE;
  return true;
}

bool op_mount_setattr(struct machine* m, const struct op_mount_setattr* op) {
  const int tree = open_beneath(m, text_of(m, op->target), O_PATH);
  if (tree < 0) return fail(m, "openat2", -tree);

  int error = is_mount(tree);
  if (error == 0) error = -EINVAL;
  if (error > 0)
    error = change_attributes(tree, op->recursive ? AT_RECURSIVE : 0, op->set, op->clear);
  if (error == 0) {
    error = change_propagation(tree, op->propagation_recursive ? AT_RECURSIVE : 0, op->propagation);
  }
  discard(tree);
  return error < 0 ? fail(m, "mount_setattr", -error) : true;
}
