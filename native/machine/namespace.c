// Namespaces: ioctl_ns(2), setns(2), unshare(2).
#include <linux/nsfs.h>

#include "descriptor.h"
#include "machine.h"
#include "namespace_inode.h"
#include "sys.h"

bool op_open_namespace(struct machine* m, const struct op_open_namespace* op) {
  // Non-blocking: the path may be a FIFO. Whether it is a namespace is asked of the descriptor, not
  // of the path.
  const int fd = sys_open(text_of(m, op->path), O_RDONLY | O_NONBLOCK | O_NOCTTY, 0);
  if (fd < 0) return fail(m, "open", -fd);

  struct statfs fs;
  const int error = sys_fstatfs(fd, &fs);
  if (error < 0 || fs.f_type != NSFS_MAGIC) {
    sys_close(fd);
    return error < 0 ? fail(m, "fstatfs", -error) : fail_at(m, "", EINVAL, "it is no namespace");
  }
  const int type = sys_ioctl(fd, NS_GET_NSTYPE, NULL);
  if (type < 0 || (u64)type != op->type) {
    sys_close(fd);
    return type < 0 ? fail(m, "ioctl", -type)
                    : fail_at(m, "", EINVAL, "it is a namespace of another type");
  }
  m->registers[op->as] = fd;
  return true;
}

bool op_setns(struct machine* m, const struct op_setns* op) {
  const int fd = m->registers[op->from];
  if (fd < 0) return true;  // joined by an earlier setns
  record_namespaces(m, 0);
  const int error = sys_setns(fd, op->type);
  if (error == -EPERM && op->may_wait != 0) return true;
  if (error < 0) return fail(m, "setns", -error);
  m->namespaces_made &= ~op->type;
  close_register(m, op->from);
  return true;
}

bool op_unshare(struct machine* m, const struct op_unshare* op) {
  record_namespaces(m, op->flags);
  const int error = sys_unshare(op->flags);
  if (error < 0) return fail(m, "unshare", -error);
  m->namespaces_made |= op->flags;
  return true;
}
