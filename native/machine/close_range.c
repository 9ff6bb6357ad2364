// close_range(2), Linux 5.9, its CLOEXEC flag 5.11; an older seccomp profile around us may refuse
// it all the same.
#include "close_range.h"

#include "sys.h"
#include "text.h"

static int close_one_by_one(const struct machine* m, u32 first, u32 last, u32 flags) {
  const int dir = m->proc >= 0 ? sys_openat(m->proc, "self/fd", O_RDONLY | O_DIRECTORY, 0)
                               : sys_open("/proc/self/fd", O_RDONLY | O_DIRECTORY, 0);
  if (dir < 0) return dir;
  char entries[1024] __attribute__((aligned(8)));
  long size;
  while ((size = sys_getdents64(dir, entries, sizeof entries)) > 0) {
    for (long at = 0; at < size;) {
      const struct dirent64* entry = (const struct dirent64*)(const void*)(entries + at);
      at += entry->length;
      u64 fd;
      if (!parse_number(entry->name, &fd) || fd < first || fd > last || (int)fd == dir) continue;
      if ((flags & CLOSE_RANGE_CLOEXEC) != 0) {
        sys_fcntl((int)fd, F_SETFD, FD_CLOEXEC);
      } else {
        sys_close((int)fd);
      }
    }
  }
  sys_close(dir);
  return (int)size;
}

int close_descriptors(const struct machine* m, u32 first, u32 last, u32 flags) {
  const int error = sys_close_range(first, last, flags);
  return error < 0 ? close_one_by_one(m, first, last, flags) : 0;
}
