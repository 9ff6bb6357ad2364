#include "descriptor.h"

int keep(struct machine* m, int fd) {
  const u32 first = 3 + m->header->preserve_fds;
  if (fd < 0 || (u32)fd >= first) return fd;

  const int moved = sys_fcntl(fd, F_DUPFD_CLOEXEC, first);
  sys_close(fd);
  return moved;
}

void close_held(struct machine* m) {
  for (u32 r = 0; r < m->header->register_count; r++) close_register(m, r);
  int* const held[] = {&m->root, &m->proc, &m->dev_null, &m->mask};
  for (u32 i = 0; i < sizeof held / sizeof held[0]; i++) {
    close_fd(*held[i]);
    *held[i] = -1;
  }
}
