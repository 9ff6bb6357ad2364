// mknod(2): devices, with owner and mode exactly as the plan has them.
#include "beneath.h"
#include "text.h"

static u32 device_number(u64 major, u64 minor) {
  return (u32)((minor & 0xff) | major << 8 | (minor & ~0xffull) << 12);
}

// A node that was there before, or that another process put there, is used only if it is the very
// device.
static int check_node(int node, const struct op_mknod* op) {
  struct statx st;
  const int error = sys_fstat(node, STATX_TYPE, &st);
  if (error < 0) return error;
  if ((st.stx_mode & S_IFMT) != op->type) return -EEXIST;
  const bool device = op->type != PLAN_DEVICE_FIFO;
  return device && (st.stx_rdev_major != op->major || st.stx_rdev_minor != op->minor) ? -EEXIST : 0;
}

static bool own_node(struct machine* m, const struct op_mknod* op, int node) {
  int error = check_node(node, op);
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

  error = sys_mknodat(parent.fd, parent.name, (u32)(op->type | 0600),
                      device_number(op->major, op->minor));
  bool done = error == 0 || error == -EEXIST || fail(m, "mknodat", -error);
  if (done) {
    const int node = sys_openat(parent.fd, parent.name, O_PATH | O_NOFOLLOW, 0);
    done = node < 0 ? fail(m, "openat", -node) : own_node(m, op, node);
    close_fd(node);
  }
  sys_close(parent.fd);
  return done;
}
