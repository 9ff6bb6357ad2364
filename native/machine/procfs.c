// The procfs of the runtime namespace, opened once and known to be one (CVE-2019-16884: an image's
// volume over /proc).
#include "descriptor.h"
#include "machine.h"
#include "sys.h"

#define PROC_ROOT_INODE 1

void open_proc(struct machine* m) {
  const int fd = sys_open("/proc", O_PATH | O_DIRECTORY | O_NOFOLLOW, 0);
  if (fd < 0) return;
  struct statfs fs;
  struct statx stat;
  if (sys_fstatfs(fd, &fs) == 0 && fs.f_type == PROC_SUPER_MAGIC &&
      sys_fstat(fd, STATX_INO, &stat) == 0 && stat.stx_ino == PROC_ROOT_INODE) {
    m->proc = fd;
  } else {
    discard(fd);
  }
}
