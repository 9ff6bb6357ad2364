// stat(2).

#include <errno.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "host.h"

static const char* kind_of(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFREG:
      return "file";
    case S_IFDIR:
      return "directory";
    case S_IFCHR:
      return "character";
    case S_IFBLK:
      return "block";
    case S_IFIFO:
      return "fifo";
    case S_IFSOCK:
      return "socket";
    default:
      return "other";
  }
}

bool host_stat(const char* path, struct host_file* result, struct host_error* error) {
  struct stat found;
  *result = (struct host_file){0};
  if (stat(path, &found) < 0) {
    return errno == ENOENT || errno == ENOTDIR || host_fail(error, "stat", errno);
  }
  *result = (struct host_file){
      .found = true,
      .kind = kind_of(found.st_mode),
      .mode = found.st_mode & 07777,
      .uid = found.st_uid,
      .gid = found.st_gid,
      .size = (uint64_t)found.st_size,
      .major = major(found.st_rdev),
      .minor = minor(found.st_rdev),
  };
  return true;
}
