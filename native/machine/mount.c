// A new file system at a target: mount(8) in the terms of fsopen(2), fsmount(2) and move_mount(2).
#include "beneath.h"
#include "copy_up.h"
#include "fsopen.h"
#include "mounts.h"
#include "text.h"

struct mounting {
  struct machine* m;
  const struct op_mount* op;
  struct target target;  // what the mount will cover
  bool existed;          // before this op made it
};

static bool has_option(const struct mounting* mounting, const char* prefix) {
  const struct cell options = mounting->op->options;
  for (u32 i = 0; i < options.length; i++) {
    if (starts_with(text_at(mounting->m, options, i), prefix)) return true;
  }
  return false;
}

static bool find_target(struct mounting* mounting) {
  struct machine* m = mounting->m;
  const char* path = text_of(m, mounting->op->target);
  // A /proc or /sys that is a symlink would take masks and readonlyPaths with it (CVE-2023-27561).
  const bool nosymlinks = mounting->op->nosymlinks != 0;
  int error = open_target(m, path, O_DIRECTORY, nosymlinks, &mounting->target);
  mounting->existed = error == 0;
  if (error == -ENOENT) {
    error = make_missing(m, path, nosymlinks ? MAKE_NOSYMLINKS : 0, 0755, &mounting->target);
  }
  return error < 0 ? fail(m, "openat2", -error) : true;
}

// A tmpfs without a mode of its own takes that of the directory it covers, as engines expect;
// sticky /tmp stays so.
static bool takes_mode(const struct mounting* mounting) {
  const char* type = text_of(mounting->m, mounting->op->filesystemtype);
  return equal(type, "tmpfs") && mounting->existed && !has_option(mounting, "mode=");
}

static bool give_mode(struct mounting* mounting, int fs) {
  struct machine* m = mounting->m;
  if (!takes_mode(mounting)) return true;

  struct statx st;
  const int error = sys_fstat(mounting->target.fd, STATX_MODE, &st);
  if (error < 0) return fail(m, "statx", -error);
  char mode[8];
  struct builder b = build(mode, sizeof mode);
  for (int shift = 9; shift >= 0; shift -= 3)
    add_char(&b, (char)('0' + (st.stx_mode >> shift & 7)));
  return configure(m, fs, FSCONFIG_SET_STRING, "mode", mode);
}

static u64 first_attributes(const struct op_mount* op) {
  // A read-only mount could not be copied into.
  return op->copy_up ? op->attributes & ~(u64)MOUNT_ATTR_RDONLY : op->attributes;
}

// Copies up and takes the right to write, if that was asked for.
static bool finish_content(const struct mounting* mounting, int tree) {
  struct machine* m = mounting->m;
  if (!mounting->op->copy_up) return true;
  int error = copy_up(mounting->target.fd, tree);
  if (error < 0) return fail_at(m, "", -error, "copying what the directory held");
  error = change_attributes(tree, 0, mounting->op->attributes & MOUNT_ATTR_RDONLY, 0);
  return error < 0 ? fail(m, "mount_setattr", -error) : true;
}

// A detached mount of the file system, or -1 with the failure set.
static int make_mount(struct mounting* mounting) {
  struct machine* m = mounting->m;
  const struct op_mount* op = mounting->op;
  const int fs = sys_fsopen(text_of(m, op->filesystemtype));
  if (fs < 0) return fail(m, "fsopen", -fs), -1;

  const char* source = op->head.present & HAS_MOUNT_SOURCE ? text_of(m, op->source) : "none";
  int tree = -1;
  if (configure(m, fs, FSCONFIG_SET_STRING, "source", source) && give_mode(mounting, fs) &&
      give_options(m, fs, op->options) && configure(m, fs, FSCONFIG_CMD_CREATE, NULL, NULL)) {
    tree = sys_fsmount(fs, (u32)first_attributes(op));
    if (tree < 0) fail(m, "fsmount", -tree);
  }
  discard(fs);
  return tree < 0 ? -1 : tree;
}

static bool attach_mount(const struct mounting* mounting, int tree) {
  const struct op_mount* op = mounting->op;
  const int error = attach_with(mounting->m, tree, &mounting->target, op->propagation,
                                op->propagation_recursive != 0);
  return error < 0 ? fail(mounting->m, "move_mount", -error) : true;
}

static bool mount_on_descriptors(struct mounting* mounting) {
  const int tree = make_mount(mounting);
  if (tree < 0) return false;
  const bool done = finish_content(mounting, tree) && attach_mount(mounting, tree);
  discard(tree);
  return done;
}

static bool mount_with_data(struct mounting* mounting) {
  struct machine* m = mounting->m;
  const struct op_mount* op = mounting->op;
  int error = mount_by_data(m, op, mounting->target.fd, first_attributes(op));
  if (error < 0) return fail(m, "mount", -error);
  if (op->propagation == 0 && !op->copy_up) return true;

  // mount(2) gives no descriptor of what it made.
  const int tree = open_beneath(m, text_of(m, op->target), O_PATH | O_DIRECTORY);
  if (tree < 0) return fail(m, "openat2", -tree);
  error = is_mount(tree);
  bool done =
      error > 0 ? finish_content(mounting, tree) : fail(m, "statx", error < 0 ? -error : ESTALE);
  if (done) {
    error = change_propagation(tree, op->propagation_recursive ? AT_RECURSIVE : 0, op->propagation);
    if (error < 0) done = fail(m, "mount_setattr", -error);
  }
  discard(tree);
  return done;
}

// sysfs belongs to the owner of the network namespace: a user namespace without one of its own may
// see the host's, read-only.
static bool mount_copy(struct mounting* mounting) {
  struct machine* m = mounting->m;
  const int tree = clone_tree(AT_FDCWD, text_of(m, mounting->op->or_bind), AT_RECURSIVE);
  if (tree < 0) return fail(m, "open_tree", -tree);

  const u64 attributes = mounting->op->attributes | MOUNT_ATTR_RDONLY;
  const int error = change_attributes(tree, AT_RECURSIVE, attributes, 0);
  const bool done = error < 0 ? fail(m, "mount_setattr", -error) : attach_mount(mounting, tree);
  discard(tree);
  return done;
}

// Whether mount(2) means the same: it has one flag for a read-only mount and a read-only file
// system.
static bool agrees_on_readonly(const struct mounting* mounting) {
  const struct cell options = mounting->op->options;
  bool readonly = false;
  for (u32 i = 0; i < options.length; i++) {
    const char* option = text_at(mounting->m, options, i);
    if (equal(option, "rw")) return false;
    readonly = readonly || equal(option, "ro");
  }
  return readonly == ((mounting->op->attributes & MOUNT_ATTR_RDONLY) != 0);
}

// Two calls on the same descriptor in place of six to a dozen, where nothing is to be done to the
// mount before it is attached. Where it fails, the long way says why.
static bool mount_at_once(const struct mounting* mounting) {
  const struct op_mount* op = mounting->op;
  if (op->propagation != 0 || op->copy_up || mounting->target.may_be_root) return false;
  if (takes_mode(mounting) || !agrees_on_readonly(mounting)) return false;
  return mount_by_data(mounting->m, op, mounting->target.fd, op->attributes) == 0;
}

static bool mount_at_target(struct mounting* mounting) {
  struct machine* m = mounting->m;
  const struct op_mount* op = mounting->op;
  const char* source = op->head.present & HAS_MOUNT_SOURCE ? text_of(m, op->source) : NULL;
  const bool done = !fsconfig_carries(m, source, op->options) ? mount_with_data(mounting)
                    : mount_at_once(mounting)                 ? true
                                                              : mount_on_descriptors(mounting);
  const bool copy = !done && m->failure.error == EPERM && op->head.present & HAS_MOUNT_OR_BIND;
  return copy ? mount_copy(mounting) : done;
}

bool op_mount(struct machine* m, const struct op_mount* op) {
  struct mounting mounting = {.m = m, .op = op};
  if (!find_target(&mounting)) return false;
  const bool done = mount_at_target(&mounting);
  discard(mounting.target.fd);
  return done;
}
