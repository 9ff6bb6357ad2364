// Numbers of our own descriptors: F_DUPFD in fcntl(2).

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "launcher.h"

static int duplicate_above(int fd, int command, int minimum) {
  const int moved = fcntl(fd, command, minimum);
  if (moved < 0) {
    // Beyond RLIMIT_NOFILE the kernel says EINVAL, which would explain nothing.
    fail(errno == EINVAL ? EMFILE : errno, "get a descriptor of %d or more", minimum);
  }
  close(fd);
  return moved;
}

int move_above(int fd, int minimum) {
  return fd >= minimum ? fd : duplicate_above(fd, F_DUPFD_CLOEXEC, minimum);
}

int hand_over_above(int fd, int minimum) {
  if (fd < minimum) return duplicate_above(fd, F_DUPFD, minimum);
  if (fcntl(fd, F_SETFD, 0) < 0) fail(errno, "hand over a descriptor");
  return fd;
}
