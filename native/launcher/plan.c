// The planner in this very process: the embedded engine. Its memory goes with the exec.

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "../engine/engine.h"
#include "../engine/image.h"
#include "launcher.h"

bool plan(char* const argv[], char* const environment[], const char* directory,
          struct program* program) {
  char* const* const arguments = argv[0] == NULL ? argv : argv + 1;
  if (!image_wake()) fail(errno, "read the planner");
  struct engine_result result;
  engine_plan(arguments, environment, directory, &result);
  if (result.program == NULL) fail_with("ERR_HOST", result.error, "plan");
  if (result.length == 0) return false;

  const int fd = make_memfd("runts-program", MEMFD_DATA);
  if (fd < 0) fail(errno, "make memory for the program");
  fill_memfd(fd, result.program, result.length);
  uint32_t preserved;  // in the header: runtime/plan/wire.ts
  memcpy(&preserved, result.program + 16, sizeof preserved);
  if (seal_memfd(fd) < 0) fail(errno, "seal the program");
  lseek(fd, 0, SEEK_SET);
  *program = (struct program){.fd = fd, .lock = result.lock, .above = 3 + (int)preserved};
  return true;
}
