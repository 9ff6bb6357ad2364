// Writing files of the runtime namespace: write(2), rename(2), and comparing one with what the
// planner saw.
#include "descriptor.h"
#include "files.h"
#include "output.h"
#include "sys.h"
#include "text.h"

// A kernel file takes its text in one write; none of them takes more than this.
#define MAX_KERNEL_TEXT 65536

bool op_write(struct machine* m, const struct op_write* op) {
  static char data[MAX_KERNEL_TEXT];
  char path[4096];
  if (!fill(m, op->path, path, sizeof path) || !fill(m, op->data, data, sizeof data)) return false;

  const int fd = sys_open(path, O_WRONLY | O_NOCTTY, 0);
  if (fd == -ENOENT && op->if_missing == PLAN_MISSING_SKIP) return true;
  const bool may_be_denied =
      (op->head.present & HAS_WRITE_IF_DENIED) != 0 && op->if_denied == PLAN_MISSING_SKIP;
  if (fd < 0) return may_be_denied && is_denied(fd) ? true : fail(m, "open", -fd);
  const size_t length = strlen(data);
  const long n = sys_write(fd, data, length);
  sys_close(fd);
  if (n < 0) return may_be_denied && is_denied(n) ? true : fail(m, "write", (int)-n);
  return (size_t)n == length ? true : fail_at(m, "write", 0, "only a part was written");
}

static int write_text(const struct machine* m, int fd, struct cell text) {
  struct text_cursor c = text_begin(text);
  const char* piece;
  size_t length;
  int error = 0;
  while (error == 0 && text_next(m, &c, &piece, &length)) error = write_all(fd, piece, length);
  return error;
}

// The directory of a path, opened, and where its last component begins.
static int open_parent_directory(const char* path, const char** name) {
  const char* slash = find_last_char(path, '/');
  *name = slash == NULL ? path : slash + 1;
  if (slash == NULL) return sys_open(".", O_PATH | O_DIRECTORY, 0);
  char parent[4096];
  struct builder b = build(parent, sizeof parent);
  add_bytes(&b, path, slash == path ? 1 : (size_t)(slash - path));
  return b.cut ? -ENAMETOOLONG : sys_open(parent, O_PATH | O_DIRECTORY, 0);
}

bool op_write_file(struct machine* m, const struct op_write_file* op) {
  const char* name;
  const int dir = open_parent_directory(text_of(m, op->path), &name);
  if (dir < 0) return fail(m, "open", -dir);

  // The pid makes the name ours alone; one that a killed predecessor of the same pid left is
  // replaced.
  char temporary[256];
  struct builder b = build(temporary, sizeof temporary);
  add(&b, ".");
  add_number(&b, (u64)sys_getpid());
  add(&b, ".new");
  sys_unlinkat(dir, temporary, 0);

  const char* call = "open";
  int error = sys_openat(dir, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, (u32)op->mode);
  const int fd = error;
  if (fd >= 0) {
    call = "write";
    error = write_text(m, fd, op->data);
    if (error == 0) error = sys_fchmod(fd, (u32)op->mode);  // whatever the umask took
    sys_close(fd);
    if (error == 0) {
      call = "rename";
      error = sys_renameat(dir, temporary, dir, name);
    }
    if (error < 0) sys_unlinkat(dir, temporary, 0);
  }
  sys_close(dir);
  return error < 0 ? fail(m, call, -error) : true;
}

bool op_expect_state(struct machine* m, const struct op_expect_state* op) {
  const int fd = sys_open(text_of(m, op->path), O_RDONLY | O_NOCTTY | O_NONBLOCK, 0);
  const bool expected = (op->head.present & HAS_EXPECT_STATE_CONTENT) != 0;
  if (fd == -ENOENT) return expected ? fail(m, "", ESTALE) : true;
  if (fd < 0) return fail(m, "open", -fd);

  const char* content = text_of(m, op->content);
  u32 at = 0;
  bool same = expected;
  char data[4096];
  long n = 0;
  while (same && (n = sys_read(fd, data, sizeof data)) > 0) {
    same = (u64)n <= op->content.length - at && memcmp(data, content + at, (size_t)n) == 0;
    at += (u32)n;
  }
  sys_close(fd);
  if (n < 0) return fail(m, "read", (int)-n);
  return same && at == op->content.length ? true : fail(m, "", ESTALE);
}
