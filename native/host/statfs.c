// statfs(2).

#include <errno.h>
#include <sys/vfs.h>

#include "host.h"

bool host_statfs(const char* path, uint64_t* type, struct host_error* error) {
  struct statfs found;
  if (statfs(path, &found) < 0) return host_fail(error, "statfs", errno);
  *type = (uint64_t)found.f_type;
  return true;
}
