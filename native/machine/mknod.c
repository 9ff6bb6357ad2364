// mknod(2): devices, with owner and mode exactly as the plan has them.
#include "beneath.h"
#include "text.h"

static u32 device_number(u64 major, u64 minor) {
  return (u32)((minor & 0xff) | major << 8 | (minor & ~0xffull) << 12);
}

static bool is_device(const struct statx* st, const struct op_mknod* op) {
  if ((st->stx_mode & S_IFMT) != op->type) return false;
  const bool device = op->type != PLAN_DEVICE_FIFO;
  return !device || (st->stx_rdev_major == op->major && st->stx_rdev_minor == op->minor);
}

static bool is_owned(const struct statx* st, const struct op_mknod* op) {
  return st->stx_uid == op->uid && st->stx_gid == op->gid && (st->stx_mode & 07777) == op->mode;
}

// A node that was there before, or that another process put there, is used only if it is the very
// device.
static bool own_node(struct machine* m, const struct op_mknod* op, int node) {
  struct statx st;
  int error = sys_fstat(node, STATX_TYPE, &st);
  if (error == 0 && !is_device(&st, op)) error = -EEXIST;
  if (error < 0) return fail_at(m, "mknodat", -error, "it is another kind of file or device");
  // Owner first: changing it takes setuid bits away.
  error = sys_fchownat(node, "", (u32)op->uid, (u32)op->gid, AT_EMPTY_PATH);
  if (error < 0) return fail(m, "fchownat", -error);
  error = change_mode(m, node, (u32)op->mode);
  return error < 0 ? fail(m, "fchmodat", -error) : true;
}

bool op_mknod(struct machine* m, const struct op_mknod* op) {
  struct parent parent;
  int error = open_parent(m, text_of(m, op->target), &parent);
  if (error < 0) return fail(m, "openat2", -error);

  error = sys_mknodat(parent.fd, parent.name, (u32)(op->type | op->mode),
                      device_number(op->major, op->minor));
  if (error < 0 && error != -EEXIST) return fail(m, "mknodat", -error);
  // Mostly it is as it is to be; not in a directory that hands its group or an ACL down.
  struct statx st;
  const u32 mask = STATX_TYPE | STATX_MODE | STATX_UID | STATX_GID;
  if (sys_statx(parent.fd, parent.name, AT_SYMLINK_NOFOLLOW, mask, &st) == 0 &&
      is_device(&st, op) && is_owned(&st, op)) {
    return true;
  }

  const int node = sys_openat(parent.fd, parent.name, O_PATH | O_NOFOLLOW, 0);
  if (node < 0) return fail(m, "openat", -node);
  const bool done = own_node(m, op, node);
  discard(node);
  return done;
}
