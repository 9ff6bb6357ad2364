// Copying by descriptors: the source is hostile, an entry may become another one between two calls.
#include "copy_up.h"

#include "descriptor.h"
#include "text.h"

// Deeper trees are refused: each level holds two descriptors and a piece of the stack.
#define MAX_DEPTH 64
#define CHUNK (1u << 30)

static int copy_entries(int from, int to, u32 depth);

// An id that is not mapped here, or a file system without owners, is no reason to fail.
static int give_owner(int dir, const char* name, const struct statx* st) {
  const int error =
      sys_fchownat(dir, name, st->stx_uid, st->stx_gid, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH);
  return error == -EPERM || error == -EINVAL || error == -EOVERFLOW ? 0 : error;
}

static int open_to_read(int dir, const char* name, u64 flags) {
  return sys_openat2(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | flags, 0,
                     RESOLVE_BENEATH | RESOLVE_NO_XDEV);
}

static int copy_directory(int from, int to, const char* name, const struct statx* st, u32 depth) {
  int error = sys_mkdirat(to, name, 0700);
  if (error < 0) return error;
  const int out = sys_openat(to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
  if (out < 0) return out;

  const int in = open_to_read(from, name, O_DIRECTORY);
  // What is mounted there is not of this directory.
  error = in == -EXDEV ? 0 : in < 0 ? in : copy_entries(in, out, depth + 1);
  close_fd(in);
  if (error == 0) error = give_owner(out, "", st);
  if (error == 0) error = sys_fchmod(out, st->stx_mode & 07777);
  sys_close(out);
  return error;
}

static int copy_content(int in, int out) {
  long copied;
  do {
    copied = sys(__NR_sendfile, out, in, NULL, CHUNK);
  } while (copied > 0 || copied == -EINTR);
  return (int)copied;
}

static int copy_file(int from, int to, const char* name) {
  // Seen through the descriptor again, since the name may stand for something else by now.
  struct statx st;
  const int in = open_to_read(from, name, 0);
  if (in < 0) return in;
  int error = sys_fstat(in, STATX_BASIC_STATS, &st);
  if (error == 0 && (st.stx_mode & S_IFMT) != S_IFREG) error = -ESTALE;

  const int out =
      error < 0 ? error : sys_openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
  if (out >= 0) {
    error = copy_content(in, out);
    if (error == 0) error = give_owner(out, "", &st);
    if (error == 0) error = sys_fchmod(out, st.stx_mode & 07777);
    sys_close(out);
  }
  sys_close(in);
  return out < 0 ? out : error;
}

static int copy_symlink(int from, int to, const char* name, const struct statx* st) {
  char content[4096];
  const long length = sys_readlinkat(from, name, content, sizeof content);
  if (length < 0) return (int)length;
  if ((size_t)length == sizeof content) return -ENAMETOOLONG;
  content[length] = 0;
  const int error = sys_symlinkat(content, to, name);
  return error < 0 ? error : give_owner(to, name, st);
}

static u32 device_number(u32 major, u32 minor) {
  return (minor & 0xff) | major << 8 | (minor & ~0xffu) << 12;
}

static int copy_node(int to, const char* name, const struct statx* st) {
  const int error =
      sys_mknodat(to, name, st->stx_mode, device_number(st->stx_rdev_major, st->stx_rdev_minor));
  // A user namespace makes no devices.
  if (error == -EPERM) return 0;
  return error < 0 ? error : give_owner(to, name, st);
}

static int copy_entry(int from, int to, const char* name, u32 depth) {
  struct statx st;
  const int error = sys_statx(from, name, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &st);
  if (error < 0) return error;
  switch (st.stx_mode & S_IFMT) {
    case S_IFDIR:
      return copy_directory(from, to, name, &st, depth);
    case S_IFREG:
      return copy_file(from, to, name);
    case S_IFLNK:
      return copy_symlink(from, to, name, &st);
    default:
      return copy_node(to, name, &st);
  }
}

static int copy_entries(int from, int to, u32 depth) {
  if (depth > MAX_DEPTH) return -ELOOP;
  _Alignas(struct dirent64) char buffer[2048];
  long length;
  while ((length = sys_getdents64(from, buffer, sizeof buffer)) > 0) {
    for (long at = 0; at < length;) {
      const struct dirent64* entry = (const struct dirent64*)(const void*)(buffer + at);
      at += entry->length;
      if (equal(entry->name, ".") || equal(entry->name, "..")) continue;
      const int error = copy_entry(from, to, entry->name, depth);
      if (error < 0) return error;
    }
  }
  return (int)length;
}

int copy_up(int from, int to) {
  struct statx st;
  int error = sys_fstat(from, STATX_BASIC_STATS, &st);
  if (error == 0) error = give_owner(to, "", &st);
  if (error < 0) return error;

  const int in = sys_openat(from, ".", O_RDONLY | O_DIRECTORY, 0);
  if (in < 0) return in;
  error = copy_entries(in, to, 0);
  sys_close(in);
  return error;
}
