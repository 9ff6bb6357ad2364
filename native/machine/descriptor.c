#include "descriptor.h"

int keep(struct machine* m, int fd) {
  const u32 first = 3 + m->header->preserve_fds;
  if (fd < 0 || (u32)fd >= first) return fd;

  const int moved = sys_fcntl(fd, F_DUPFD_CLOEXEC, first);
  sys_close(fd);
  return moved;
}

// Bits of `discarded`, and how many may wait at once: fewer than anybody's limit leaves over.
#define DISCARD_RANGE 512
#define DISCARD_MAX 48

static u64 discarded[DISCARD_RANGE / 64];
static u32 discarded_count;

static bool is_discarded(u32 fd) {
  return fd < DISCARD_RANGE && (discarded[fd / 64] >> fd % 64 & 1) != 0;
}

void discard(int fd) {
  if (fd < 0) return;
  if (fd >= DISCARD_RANGE) {
    sys_close(fd);
    return;
  }
  discarded[fd / 64] |= 1ull << fd % 64;
  if (++discarded_count >= DISCARD_MAX) close_discarded();
}

static void close_run(u32 first, u32 end) {
  if (end - first > 1 && sys_close_range(first, end - 1, 0) == 0) return;
  for (u32 fd = first; fd < end; fd++) sys_close((int)fd);
}

void close_discarded(void) {
  for (u32 fd = 0; discarded_count > 0 && fd < DISCARD_RANGE; fd++) {
    if (!is_discarded(fd)) continue;
    const u32 first = fd;
    while (is_discarded(fd)) fd++;
    close_run(first, fd);
  }
  for (u32 i = 0; i < DISCARD_RANGE / 64; i++) discarded[i] = 0;
  discarded_count = 0;
}

void close_held(struct machine* m) {
  for (u32 r = 0; r < m->header->register_count; r++) close_register(m, r);
  int* const held[] = {&m->root, &m->proc, &m->dev_null, &m->mask, &m->parent};
  for (u32 i = 0; i < sizeof held / sizeof held[0]; i++) {
    discard(*held[i]);
    *held[i] = -1;
  }
  close_discarded();
}
