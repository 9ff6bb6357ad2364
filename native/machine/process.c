// Processes by pidfd: pidfd_open(2), waitid(2), and the start time that tells one user of a number
// from the next.
#include "process.h"

#include "descriptor.h"
#include "files.h"
#include "text.h"

void reap_ended(int* pidfd, struct child_info* end) {
  while (sys_waitid(P_PIDFD, *pidfd, end, WEXITED | __WALL) == -EINTR) continue;
  discard(*pidfd);
  *pidfd = -1;
}

void reap(int* pidfd, i64 patience, struct child_info* end) {
  if (*pidfd < 0) return;
  struct pollfd ended = {.fd = *pidfd, .events = POLLIN};
  while (patience > 0 && sys_poll(&ended, 1, patience) == -EINTR) continue;
  if (ended.revents == 0) sys_pidfd_send_signal(*pidfd, SIGKILL);
  reap_ended(pidfd, end);
}

int exit_status(const struct child_info* end) {
  return end->code == CLD_EXITED ? end->status : 128 + end->status;
}

int read_start_time(i32 pid, u64* ticks) {
  char path[40], stat[1024];
  struct builder b = build(path, sizeof path);
  add(&b, "/proc/");
  add_number(&b, (u64)pid);
  add(&b, "/stat");
  const int error = read_file(path, stat, sizeof stat);
  if (error < 0) return error == -ENOENT ? -ESRCH : error;

  // The name in field 2 may hold anything, so the last parenthesis counts. What follows it is
  // field 3.
  const char* at = find_last_char(stat, ')');
  for (u32 field = 2; at != NULL && field < 22; field++) at = find_char(at + 1, ' ');
  if (at == NULL) return -EPROTO;
  char number[24];
  b = build(number, sizeof number);
  for (at++; *at >= '0' && *at <= '9'; at++) add_char(&b, *at);
  return parse_number(number, ticks) ? 0 : -EPROTO;
}

bool learn_start_time(struct machine* m) {
  const int error = read_start_time(m->pid, &m->start_time);
  return error < 0 ? fail_at(m, "read", -error, "start time of the init process") : true;
}

int open_process(i32 pid, u64 start_time) {
  const int pidfd = sys_pidfd_open(pid);
  // EINVAL, ENOENT since Linux 6.16: the number is no process's, but still the id of a session or
  // group that has some, or a thread's by now.
  if (pidfd == -EINVAL || pidfd == -ENOENT) return -ESRCH;
  if (pidfd < 0) return pidfd;

  // Compared after the descriptor is open: it stands for the process that had the number then.
  u64 ticks;
  int error = read_start_time(pid, &ticks);
  if (error == 0 && ticks != start_time) error = -ESRCH;
  // A zombie is gone; the state in /proc would also be that of a leader whose threads go on.
  struct pollfd ended = {.fd = pidfd, .events = POLLIN};
  if (error == 0 && sys_poll(&ended, 1, 0) == 1) error = -ESRCH;
  if (error == 0) return pidfd;
  sys_close(pidfd);
  return error;
}

void restore_signals(const struct machine* m) {
  const struct kernel_sigaction ignore = {.handler = SIG_IGN}, normal = {.handler = SIG_DFL};
  if (!is_ignored(m, SIGPIPE)) sys_sigaction(SIGPIPE, &normal, NULL);
  if (is_ignored(m, SIGCHLD)) sys_sigaction(SIGCHLD, &ignore, NULL);
  sys_sigprocmask(SIG_SETMASK, &m->signal_mask, NULL);
}
