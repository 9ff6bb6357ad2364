// flock(2): a lock that another command holds. What the planner could take has come with the
// program.
#include "channel.h"
#include "descriptor.h"
#include "sys.h"

#define LOCK_EX 2
#define LOCK_NB 4
#define PAUSE_MS 10

// The file is the same for as long as the container is there; with it the holder has removed that.
static bool is_removed(int fd) {
  struct statx stat;
  return sys_fstat(fd, STATX_NLINK, &stat) == 0 && stat.stx_nlink == 0;
}

bool op_lock(struct machine* m, const struct op_lock* op) {
  const int fd = keep(m, sys_open(text_of(m, op->path), O_RDWR | O_NOFOLLOW, 0));
  if (fd == -ENOENT) sys_exit(0);
  if (fd < 0) return fail(m, "open", -fd);
  m->lock = fd;

  int error;
  for (u64 waited = 0; (error = (int)sys(__NR_flock, fd, LOCK_EX | LOCK_NB)) == -EAGAIN;) {
    if (waited >= op->timeout_ms) break;
    if (await_readable(m, -1, PAUSE_MS) < 0) return false;
    waited += PAUSE_MS;
  }
  if (error < 0) return fail(m, "flock", -error);
  if (is_removed(fd)) sys_exit(0);
  return true;
}
