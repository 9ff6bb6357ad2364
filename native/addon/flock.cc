// flock(2): locks an open file, waiting unless LOCK_NB (4) is among the operations.
//
//   flock(fd: number, operation: number): void
//
// The lock belongs to the open file description: it ends with the last descriptor that refers to
// it, in whatever process that is. Any Linux.

#include <sys/file.h>

#include "addon.h"

namespace runts {

Napi::Value Flock(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const int fd = IntArgument(info, 0, "fd");
  const int operation = IntArgument(info, 1, "operation");

  int result;
  do {
    result = flock(fd, operation);
  } while (result < 0 && errno == EINTR);
  if (result < 0) ThrowErrno(env, "flock");

  return env.Undefined();
}

}  // namespace runts
