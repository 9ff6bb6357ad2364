// exit_group(2): the end of a track.
#include "process.h"

bool op_exit(struct machine* m, const struct op_exit* op) {
  if (op->of_init == 0) sys_exit((int)op->status);
  if (m->exit_status < 0) {
    struct child_info end = {0};
    if (m->pidfd < 0) return fail_at(m, "", 0, "there is no init process");
    while (sys_waitid(P_PIDFD, m->pidfd, &end, WEXITED | __WALL) == -EINTR) continue;
    m->exit_status = exit_status(&end);
  }
  sys_exit(m->exit_status);
}
