// Writing files of the runtime namespace: write(2), rename(2), and comparing one with what the
// planner saw.
#include "descriptor.h"
#include "files.h"
#include "output.h"
#include "sys.h"
#include "text.h"

// A kernel file takes its text in one write; none of them takes more than this.
#define MAX_KERNEL_TEXT 65536

// What a write leaves open because the next op writes to the same file: the device rules of a v1
// cgroup are a dozen.
static int kept = -1;

static bool next_writes_too(const struct machine* m, const struct op_write* op) {
  if (m->at + 1 >= m->header->op_count) return false;
  const struct op_write* next = (const struct op_write*)(const void*)op_at(m, m->at + 1);
  return next->head.code == OP_WRITE && next->head.track == op->head.track &&
         next->path.length == op->path.length &&
         memcmp(text_of(m, next->path), text_of(m, op->path), op->path.length) == 0;
}

bool op_write(struct machine* m, const struct op_write* op) {
  static char data[MAX_KERNEL_TEXT];
  char path[4096];
  if (!fill(m, op->path, path, sizeof path) || !fill(m, op->data, data, sizeof data)) return false;

  const bool again = kept >= 0;
  const int fd = again ? kept : sys_open(path, O_WRONLY | O_NOCTTY, 0);
  kept = -1;
  if (fd == -ENOENT && op->if_missing == PLAN_MISSING_SKIP) return true;
  const bool may_be_denied =
      (op->head.present & HAS_WRITE_IF_DENIED) != 0 && op->if_denied == PLAN_MISSING_SKIP;
  if (fd < 0) return may_be_denied && is_denied(fd) ? true : fail(m, "open", -fd);
  const size_t length = strlen(data);
  const long n = again ? sys_pwrite(fd, data, length, 0) : sys_write(fd, data, length);
  if (n >= 0 && next_writes_too(m, op))
    kept = fd;
  else
    discard(fd);
  if (n < 0) return may_be_denied && is_denied(n) ? true : fail(m, "write", (int)-n);
  return (size_t)n == length ? true : fail_at(m, "write", 0, "only a part was written");
}

// Pieces are gathered, so that most texts take one write.
static int write_text(const struct machine* m, int fd, struct cell text) {
  static char gathered[16384];
  size_t gathered_length = 0;
  struct text_cursor c = text_begin(text);
  const char* piece;
  size_t length;
  int error = 0;
  while (error == 0 && text_next(m, &c, &piece, &length)) {
    if (length > sizeof gathered - gathered_length) {
      error = write_all(fd, gathered, gathered_length);
      gathered_length = 0;
    }
    if (length > sizeof gathered) {
      if (error == 0) error = write_all(fd, piece, length);
    } else {
      memcpy(gathered + gathered_length, piece, length);
      gathered_length += length;
    }
  }
  return error == 0 ? write_all(fd, gathered, gathered_length) : error;
}

#define NEW_NAME_SIZE 40

// Beside the file, hidden. The pid makes the name ours alone.
static bool new_path(const struct machine* m, char out[4096 + NEW_NAME_SIZE], const char* path) {
  const char* slash = find_last_char(path, '/');
  struct builder b = build(out, 4096 + NEW_NAME_SIZE);
  if (slash != NULL) add_bytes(&b, path, (size_t)(slash - path) + 1);
  add(&b, ".");
  add_number(&b, (u64)m->self);
  add(&b, ".new");
  return !b.cut;
}

static int make_file(const char* path, u32 mode) {
  return sys_open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
}

bool op_write_file(struct machine* m, const struct op_write_file* op) {
  const char* path = text_of(m, op->path);
  char temporary[4096 + NEW_NAME_SIZE];
  if (!new_path(m, temporary, path)) return fail(m, "open", ENAMETOOLONG);

  int fd = make_file(temporary, (u32)op->mode);
  // A killed predecessor of the same pid left it.
  if (fd == -EEXIST && sys_unlinkat(AT_FDCWD, temporary, 0) == 0) {
    fd = make_file(temporary, (u32)op->mode);
  }
  if (fd < 0) return fail(m, "open", -fd);

  const char* call = "write";
  int error = write_text(m, fd, op->data);
  discard(fd);
  if (error == 0) {
    call = "rename";
    error = sys_renameat(AT_FDCWD, temporary, AT_FDCWD, path);
  }
  if (error < 0) sys_unlinkat(AT_FDCWD, temporary, 0);
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
  discard(fd);
  if (n < 0) return fail(m, "read", (int)-n);
  return same && at == op->content.length ? true : fail(m, "", ESTALE);
}
