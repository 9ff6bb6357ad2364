// Masked and read-only paths: mounts that take something away.
//
// One tmpfs and one /dev/null serve all masks of a container (Kubernetes has hundreds): the first
// mask is the mount itself, each later one a copy of it. Copying a detached mount needs Linux 6.15,
// copying an attached one 5.2.
#include "beneath.h"
#include "mounts.h"

static int empty_tmpfs(struct machine* m) {
  const int fs = sys_fsopen("tmpfs");
  if (fs < 0) return fs;

  int result = sys_fsconfig(fs, FSCONFIG_SET_FLAG, "ro", NULL, 0);
  if (result == 0) result = sys_fsconfig(fs, FSCONFIG_SET_STRING, "source", "tmpfs", 0);
  if (result == 0) result = sys_fsconfig(fs, FSCONFIG_SET_STRING, "nr_blocks", "1", 0);
  if (result == 0) result = sys_fsconfig(fs, FSCONFIG_SET_STRING, "nr_inodes", "1", 0);
  if (result == 0) result = sys_fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0);
  if (result == 0) {
    result = keep(m, sys_fsmount(fs, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV |
                                         MOUNT_ATTR_NOEXEC));
  }
  discard(fs);
  return result;
}

// Attaches the shared mount or, if that is attached already, a copy of it.
static int attach_shared(struct machine* m, int shared, bool attached,
                         const struct target* target) {
  if (!attached) return attach(m, shared, target);
  const int copy = clone_tree(shared, "", AT_EMPTY_PATH);
  if (copy < 0) return copy;
  const int error = attach(m, copy, target);
  discard(copy);
  return error;
}

static int mask_directory(struct machine* m, const struct target* target) {
  const bool attached = m->mask >= 0;
  if (!attached) m->mask = empty_tmpfs(m);
  return m->mask < 0 ? m->mask : attach_shared(m, m->mask, attached, target);
}

static int mask_file(struct machine* m, const struct target* target) {
  if (m->dev_null < 0) return -ENODEV;
  const int attached = m->null_attached;
  const int error = attach_shared(m, m->dev_null, attached, target);
  if (error == 0) m->null_attached = true;
  return error;
}

// Only what is not there may be skipped: any other error would leave a path open that was to be
// closed.
static bool is_missing(int error) { return error == -ENOENT || error == -ENOTDIR; }

bool op_mask_path(struct machine* m, const struct op_mask_path* op) {
  struct target target;
  int error = open_target(m, text_of(m, op->target), 0, false, &target);
  if (is_missing(error)) return true;
  if (error < 0) return fail(m, "openat2", -error);

  error = is_directory(target.fd);
  if (error >= 0) error = error > 0 ? mask_directory(m, &target) : mask_file(m, &target);
  discard(target.fd);
  return error < 0 ? fail(m, "move_mount", -error) : true;
}

bool op_readonly_path(struct machine* m, const struct op_readonly_path* op) {
  struct target target;
  int error = open_target(m, text_of(m, op->target), 0, false, &target);
  if (is_missing(error)) return true;
  if (error < 0) return fail(m, "openat2", -error);

  const char* call = "open_tree";
  const int copy = clone_tree(target.fd, "", AT_EMPTY_PATH | AT_RECURSIVE);
  error = copy < 0 ? copy : 0;
  if (error == 0) {
    call = "mount_setattr";
    error = change_attributes(copy, 0, MOUNT_ATTR_RDONLY, 0);
  }
  if (error == 0) {
    call = "move_mount";
    error = attach(m, copy, &target);
  }
  discard(copy);
  discard(target.fd);
  return error < 0 ? fail(m, call, -error) : true;
}
