// Files in memory that nobody can change: memfd_create(2), F_ADD_SEALS in fcntl(2).

#include <errno.h>
#include <fcntl.h>
#include <linux/memfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "launcher.h"

// Linux 6.3.
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif
#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif

int make_memfd(const char* name, enum memfd_use use) {
  const unsigned int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  int fd = memfd_create(name, flags | (use == MEMFD_EXECUTABLE ? MFD_EXEC : MFD_NOEXEC_SEAL));

  // Before Linux 6.3 neither flag is known, and every memfd is executable.
  if (fd < 0 && errno == EINVAL) fd = memfd_create(name, flags);
  return fd < 0 ? -1 : move_above(fd, 4);
}

void fill_memfd(int fd, const void* bytes, size_t size) {
  for (const char* at = bytes; size > 0;) {
    const ssize_t written = write(fd, at, size);
    if (written < 0) fail(errno, "write to memory");
    at += written;
    size -= (size_t)written;
  }
}

int seal_memfd(int fd) {
  return fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
}
