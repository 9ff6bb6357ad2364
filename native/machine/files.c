// Small files and directories of the runtime namespace: open(2), unlinkat(2), mkdir(2).
#include "files.h"

#include "descriptor.h"
#include "sys.h"
#include "text.h"

int read_file_at(int dir, const char* path, char* out, size_t size) {
  const int fd = sys_openat(dir, path, O_RDONLY | O_NOCTTY, 0);
  if (fd < 0) return fd;
  long n;
  do n = sys_read(fd, out, size);
  while (n == -EINTR);
  discard(fd);
  if (n < 0) return (int)n;
  if ((size_t)n == size) return -EFBIG;
  out[n] = 0;
  return (int)n;
}

int read_file(const char* path, char* out, size_t size) {
  return read_file_at(AT_FDCWD, path, out, size);
}

int write_file_at(int dir, const char* path, const char* text, size_t length) {
  const int fd = sys_openat(dir, path, O_WRONLY | O_NOCTTY, 0);
  if (fd < 0) return fd;
  const long n = sys_write(fd, text, length);
  discard(fd);
  if (n < 0) return (int)n;
  return (size_t)n == length ? 0 : -EIO;
}

// A state directory is two levels deep; whoever nests deeper than this wants our stack.
#define MAX_DEPTH 32

static int remove_emptied(int parent, const char* name, int dir, u32 depth);

static int remove_directory(int dir, const char* name, u32 depth) {
  if (depth == 0) return -ELOOP;
  // Not through a mount point: what is mounted there is not the tree's.
  const int fd = sys_openat2(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0,
                             RESOLVE_BENEATH | RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS);
  if (fd < 0) return fd == -EXDEV ? -EBUSY : fd;
  const int error = remove_emptied(dir, name, fd, depth - 1);
  discard(fd);
  return error;
}

// Removes what one reading of the directory shows: how many, or negative errno.
static int remove_entries(int dir, u32 depth) {
  char entries[1024] __attribute__((aligned(8)));
  int removed = 0;
  long size;
  while ((size = sys_getdents64(dir, entries, sizeof entries)) > 0) {
    for (long at = 0; at < size;) {
      const struct dirent64* entry = (const struct dirent64*)(const void*)(entries + at);
      at += entry->length;
      if (equal(entry->name, ".") || equal(entry->name, "..")) continue;
      int error = sys_unlinkat(dir, entry->name, 0);
      if (error == -EISDIR) error = remove_directory(dir, entry->name, depth);
      if (error < 0 && error != -ENOENT) return error;
      removed++;
    }
  }
  return size < 0 ? (int)size : removed;
}

// Entries may be missed while others are removed, so rmdir is asked whether there are some still.
static int remove_emptied(int parent, const char* name, int dir, u32 depth) {
  for (;;) {
    const int removed = remove_entries(dir, depth);
    if (removed < 0) return removed;
    int error = sys_unlinkat(parent, name, AT_REMOVEDIR);
    if (error != -ENOTEMPTY || removed == 0) return error;
    error = sys_rewind(dir);
    if (error < 0) return error;
  }
}

// The mode of directories that were not asked for by name: to be passed, not read.
#define PARENT_MODE 0711u

static int make_parents(const char* path, u32 mode) {
  char parent[4096];
  if (!copy_text(parent, sizeof parent, path)) return -ENAMETOOLONG;
  for (char* at = parent + 1; *at != 0; at++) {
    if (*at != '/') continue;
    *at = 0;
    const int error = sys_mkdirat(AT_FDCWD, parent, mode);
    if (error < 0 && error != -EEXIST) return error;
    *at = '/';
  }
  return 0;
}

bool op_mkdir(struct machine* m, const struct op_mkdir* op) {
  const char* path = text_of(m, op->path);
  int error = sys_mkdirat(AT_FDCWD, path, (u32)op->mode);
  if (error == -ENOENT && op->parents != 0) {
    error = make_parents(path, PARENT_MODE & ~m->umask);
    if (error == 0) error = sys_mkdirat(AT_FDCWD, path, (u32)op->mode);
  }
  if (error == -EEXIST && op->if_exists == PLAN_EXISTS_KEEP) {
    struct statx stat;
    error = sys_statx(AT_FDCWD, path, 0, STATX_TYPE, &stat);
    if (error == 0 && (stat.stx_mode & S_IFMT) != S_IFDIR) error = -ENOTDIR;
  }
  if (error == 0) return true;
  // An op that fails has no undo.
  if (error != -EEXIST && (op->head.present & HAS_MKDIR_ELSE_UNLINK) != 0) {
    sys_unlinkat(AT_FDCWD, text_of(m, op->else_unlink), 0);
  }
  return fail(m, "mkdir", -error);
}

bool op_remove_tree(struct machine* m, const struct op_remove_tree* op) {
  const char* path = text_of(m, op->path);
  const int dir = sys_open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
  if (dir == -ENOENT && op->if_missing == PLAN_MISSING_SKIP) return true;
  if (dir < 0) return fail(m, "open", -dir);
  const int error = remove_emptied(AT_FDCWD, path, dir, MAX_DEPTH);
  discard(dir);
  return error < 0 && error != -ENOENT ? fail(m, "unlinkat", -error) : true;
}

bool op_unlink(struct machine* m, const struct op_unlink* op) {
  const int error = sys_unlinkat(AT_FDCWD, text_of(m, op->path), 0);
  if (error == -ENOENT && op->if_missing == PLAN_MISSING_SKIP) return true;
  return error < 0 ? fail(m, "unlink", -error) : true;
}
