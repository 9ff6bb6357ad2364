// close_range(2), Linux 5.9, its CLOEXEC flag 5.11; an older seccomp profile around us may refuse
// it all the same.
#include "close_range.h"

#include "sys.h"
#include "text.h"

static int close_one_by_one(const struct machine* m, u32 first, u32 last, int kept, u32 flags) {
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
      if (!parse_number(entry->name, &fd) || fd < first || fd > last || (int)fd == dir ||
          (int)fd == kept) {
        continue;
      }
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
  return error < 0 ? close_one_by_one(m, first, last, -1, flags) : 0;
}

int close_all_but(const struct machine* m, u32 first, int kept) {
  // Those above first: procfs, which the other way needs, was opened before the one that is kept.
  const u32 above = kept < (int)first ? first : (u32)kept + 1;
  int error = sys_close_range(above, UINT32_MAX, 0);
  if (error == 0 && first + 1 < above) error = sys_close_range(first, above - 2, 0);
  return error < 0 ? close_one_by_one(m, first, UINT32_MAX, kept, 0) : 0;
}
