// Signals to processes and the wait for their end: pidfd_send_signal(2), pidfd_open(2).
#include "channel.h"
#include "descriptor.h"
#include "process.h"

bool op_signal(struct machine* m, const struct op_signal* op) {
  const int pidfd = open_process((i32)op->pid, op->start_time);
  if (pidfd == -ESRCH && op->if_missing == PLAN_MISSING_SKIP) return true;
  if (pidfd < 0) return fail(m, "pidfd_open", -pidfd);
  const int error = sys_pidfd_send_signal(pidfd, (int)op->signal);
  sys_close(pidfd);
  if (error == -ESRCH && op->if_missing == PLAN_MISSING_SKIP) return true;
  return error < 0 ? fail(m, "pidfd_send_signal", -error) : true;
}

bool op_end_process(struct machine* m, const struct op_end_process* op) {
  const int pidfd = open_process((i32)op->pid, op->start_time);
  if (pidfd == -ESRCH) return true;
  if (pidfd < 0) return fail(m, "pidfd_open", -pidfd);
  static const int signals[] = {SIGTERM, SIGKILL};
  int error = 0, ended = 0;
  for (u32 i = 0; i < 2 && error == 0 && ended == 0; i++) {
    error = sys_pidfd_send_signal(pidfd, signals[i]);
    if (error == 0) ended = await_readable(m, pidfd, (i64)op->patience_ms);
  }
  sys_close(pidfd);
  if (error < 0 && error != -ESRCH) return fail(m, "pidfd_send_signal", -error);
  return ended >= 0;
}

bool op_await_exit(struct machine* m, const struct op_await_exit* op) {
  const int pidfd = open_process((i32)op->pid, op->start_time);
  if (pidfd == -ESRCH) return true;
  if (pidfd < 0) return fail(m, "pidfd_open", -pidfd);
  const int ended = await_readable(m, pidfd, (i64)op->timeout_ms);
  sys_close(pidfd);
  if (ended < 0) return false;
  return ended == 0 ? fail(m, "poll", ETIMEDOUT) : true;
}
