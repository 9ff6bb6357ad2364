// fchown(2) of descriptors 0 to 2, so that a user of the container can open /dev/stdout again.
#include "machine.h"
#include "sys.h"

static bool is_null(const struct statx* st) {
  return (st->stx_mode & S_IFMT) == S_IFCHR && st->stx_rdev_major == 1 && st->stx_rdev_minor == 3;
}

// Files without owners, of a read-only file system or of an owner that has no number here stay as
// they are.
static bool is_unchangeable(int error) {
  return error == -EINVAL || error == -EPERM || error == -EROFS || error == -EOVERFLOW;
}

bool op_chown_stdio(struct machine* m, const struct op_chown_stdio* op) {
  for (int fd = 0; fd <= 2; fd++) {
    struct statx st;
    if (sys_fstat(fd, STATX_TYPE | STATX_UID, &st) < 0) continue;
    if (is_null(&st) || st.stx_uid == op->uid) continue;
    const int error = sys_fchown(fd, (u32)op->uid, (u32)-1);
    if (error < 0 && !is_unchangeable(error)) return fail(m, "fchown", -error);
  }
  return true;
}
