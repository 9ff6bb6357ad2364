// readlink(2).

#include <errno.h>
#include <limits.h>
#include <unistd.h>

#include "host.h"

bool host_readlink(const char* path, struct host_text* text, struct host_error* error) {
  char content[PATH_MAX];  // the kernel lets no link have more
  const ssize_t length = readlink(path, content, sizeof content);
  if (length < 0) return host_fail(error, "readlink", errno);
  return host_utf8_text(content, (size_t)length, text) || host_fail(error, "readlink", ENOMEM);
}
