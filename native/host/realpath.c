// realpath(3).

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

bool host_realpath(const char* path, struct host_text* text, struct host_error* error) {
  char resolved[PATH_MAX];
  if (realpath(path, resolved) == NULL) return host_fail(error, "realpath", errno);
  return host_utf8_text(resolved, strlen(resolved), text) || host_fail(error, "realpath", ENOMEM);
}
