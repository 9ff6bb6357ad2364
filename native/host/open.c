// openat(2) by itself: musl's open(3) sets FD_CLOEXEC once more, for kernels before 2.6.23.

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host.h"

int host_open(const char* path, int flags, unsigned mode) {
  return (int)syscall(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, mode);
}
