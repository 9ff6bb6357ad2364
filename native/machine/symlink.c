// symlink(2) beneath the rootfs.
#include "beneath.h"
#include "text.h"

// What may be replaced: a symlink, or a file that holds nothing.
static bool is_replaceable(const struct parent* parent) {
  struct statx st;
  if (sys_statx(parent->fd, parent->name, AT_SYMLINK_NOFOLLOW, STATX_TYPE | STATX_SIZE, &st) < 0)
    return false;
  const u32 type = st.stx_mode & S_IFMT;
  return type == S_IFLNK || (type == S_IFREG && st.stx_size == 0);
}

static int make_symlink(const struct parent* parent, const char* content,
                        const struct op_symlink* op) {
  int error = sys_symlinkat(content, parent->fd, parent->name);
  if (error != -EEXIST) return error;

  if (op->replace && is_replaceable(parent)) {
    error = sys_unlinkat(parent->fd, parent->name, 0);
    if (error == 0 || error == -ENOENT) error = sys_symlinkat(content, parent->fd, parent->name);
    if (error != -EEXIST) return error;
  }
  return op->if_exists == PLAN_EXISTS_KEEP ? 0 : error;
}

bool op_symlink(struct machine* m, const struct op_symlink* op) {
  struct parent parent;
  int error = open_parent(m, text_of(m, op->target), &parent);
  if (error < 0) return fail(m, "openat2", -error);

  error = make_symlink(&parent, text_of(m, op->content), op);
  return error < 0 ? fail(m, "symlinkat", -error) : true;
}
