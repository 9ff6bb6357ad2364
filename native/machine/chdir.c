// chdir(2): the working directory of the container's process.
#include "beneath.h"
#include "text.h"

static bool enter(struct machine* m, int directory) {
  const int error = sys_fchdir(directory);
  if (error < 0) return fail(m, "fchdir", -error);

  // A directory outside the root, reached through a descriptor that leaked, reads "(unreachable)/…"
  // (CVE-2024-21626).
  char cwd[MAX_PATH];
  const long length = sys_getcwd(cwd, sizeof cwd);
  if (length < 0) return fail(m, "getcwd", (int)-length);
  return cwd[0] == '/' ? true : fail_at(m, "getcwd", EXDEV, "it is outside the container's root");
}

bool op_chdir(struct machine* m, const struct op_chdir* op) {
  const char* path = text_of(m, op->path);
  if (m->in_root && equal(path, "/")) return true;
  m->in_root = false;
  const int directory = open_beneath(m, path, O_PATH | O_DIRECTORY);
  if (directory < 0) return fail(m, "openat2", -directory);

  const bool done = enter(m, directory);
  discard(directory);
  return done;
}
