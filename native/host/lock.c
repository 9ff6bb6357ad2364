// flock(2): the lock of a command, which the machine inherits.

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "host.h"

// How long to sleep between two tries, in milliseconds: only a lock that is waited for until a
// certain time is asked for again and again.
#define PAUSE 5

// The directory is ours alone; the one above it is the state root, which others may pass.
static bool make_directories(const char* file, struct host_error* error) {
  char path[PATH_MAX];
  if (strlen(file) >= sizeof path) return host_fail(error, "open", ENAMETOOLONG);
  strcpy(path, file);
  char* const last = strrchr(path, '/');
  for (char* slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    const int result = mkdir(path, slash == last ? 0700 : 0711);
    if (result < 0 && errno != EEXIST) return host_fail(error, "mkdir", errno);
    *slash = '/';
  }
  return true;
}

static int open_file(const char* path) {
  return host_open(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
}

// The lock's file, or -1.
static int open_lock(const char* path, struct host_error* error) {
  int fd = open_file(path);
  if (fd < 0 && errno == ENOENT) {
    if (!make_directories(path, error)) return -1;
    fd = open_file(path);
  }
  if (fd < 0) host_fail(error, "open", errno);
  return fd;
}

// A negative `deadline` never comes. Fails with EWOULDBLOCK.
static int lock_until(int fd, int64_t deadline) {
  for (;;) {
    if (flock(fd, deadline < 0 ? LOCK_EX : LOCK_EX | LOCK_NB) == 0) return 0;
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK || host_milliseconds(CLOCK_MONOTONIC) >= deadline) return -1;
    nanosleep(&(struct timespec){.tv_nsec = PAUSE * 1000000}, NULL);
  }
}

// The file may be removed while we wait, and then locking it excludes nobody.
static bool still_at(const char* path, int fd) {
  struct stat held, there;
  return fstat(fd, &held) == 0 && stat(path, &there) == 0 && there.st_ino == held.st_ino &&
         there.st_dev == held.st_dev;
}

bool host_lock(const char* path, int64_t wait, int* held, struct host_error* error) {
  if (*held >= 0) {
    return host_fail_with(error, "flock", EBUSY, "this command holds a lock already", 0);
  }
  const int64_t deadline = wait < 0 ? -1 : host_milliseconds(CLOCK_MONOTONIC) + wait;
  for (;;) {
    const int fd = open_lock(path, error);
    if (fd < 0) return false;
    if (lock_until(fd, deadline) < 0) {
      host_fail(error, "flock", errno);
      close(fd);
      return false;
    }
    if (still_at(path, fd)) {
      *held = fd;
      return true;
    }
    close(fd);
  }
}
