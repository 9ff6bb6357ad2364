// getcwd(3).

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "host.h"

bool host_cwd(struct host_text* text, struct host_error* error) {
  char path[PATH_MAX];
  if (getcwd(path, sizeof path) == NULL) return host_fail(error, "getcwd", errno);
  return host_utf8_text(path, strlen(path), text) || host_fail(error, "getcwd", ENOMEM);
}
