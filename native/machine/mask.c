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
  sys_close(fs);
  return result;
}

// Attaches the shared mount or, if that is attached already, a copy of it.
static int attach_shared(struct machine* m, int shared, bool attached, int target) {
  if (!attached) return attach(m, shared, target);
  const int copy = clone_tree(shared, "", AT_EMPTY_PATH);
  if (copy < 0) return copy;
  const int error = attach(m, copy, target);
  sys_close(copy);
  return error;
}

static int mask_directory(struct machine* m, int target) {
  const bool attached = m->mask >= 0;
  if (!attached) m->mask = empty_tmpfs(m);
  return m->mask < 0 ? m->mask : attach_shared(m, m->mask, attached, target);
}

static int mask_file(struct machine* m, int target) {
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
  const int target = open_beneath(m, text_of(m, op->target), O_PATH);
  if (is_missing(target)) return true;
  if (target < 0) return fail(m, "openat2", -target);

  int error = is_directory(target);
  if (error >= 0) error = error > 0 ? mask_directory(m, target) : mask_file(m, target);
  sys_close(target);
  return error < 0 ? fail(m, "move_mount", -error) : true;
}

bool op_readonly_path(struct machine* m, const struct op_readonly_path* op) {
  const int target = open_beneath(m, text_of(m, op->target), O_PATH);
  if (is_missing(target)) return true;
  if (target < 0) return fail(m, "openat2", -target);

  const char* call = "open_tree";
  const int copy = clone_tree(target, "", AT_EMPTY_PATH | AT_RECURSIVE);
  int error = copy < 0 ? copy : 0;
  if (error == 0) {
    call = "mount_setattr";
    error = change_attributes(copy, 0, MOUNT_ATTR_RDONLY, 0);
  }
  if (error == 0) {
    call = "move_mount";
    error = attach(m, copy, target);
  }
  close_fd(copy);
  sys_close(target);
  return error < 0 ? fail(m, call, -error) : true;
}
