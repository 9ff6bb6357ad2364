#include "descriptor.h"

int keep(struct machine* m, int fd) {
  const u32 first = 3 + m->header->preserve_fds;
  if (fd < 0 || (u32)fd >= first) return fd;

  const int moved = sys_fcntl(fd, F_DUPFD_CLOEXEC, first);
  sys_close(fd);
  return moved;
}
