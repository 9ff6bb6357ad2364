// Small files of the runtime namespace.
#ifndef RUNTS_FILES_H
#define RUNTS_FILES_H

#include "machine.h"
#include "sys.h"

// A small file of the kernel, which gives it whole in one read, NUL-terminated; -EFBIG where it
// does not fit. Its length or negative errno.
int read_file(const char* path, char* out, size_t size);
int read_file_at(int dir, const char* path, char* out, size_t size);

// Writes text to an existing file in one call. 0 or negative errno.
int write_file_at(int dir, const char* path, const char* text, size_t length);

// Whether a negative errno means that this user may not: ifDenied of `write` and `cgroupMkdir`.
static inline bool is_denied(long error) {
  return error == -EPERM || error == -EACCES || error == -EROFS;
}

#endif
