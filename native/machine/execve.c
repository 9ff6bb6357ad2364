// execve(2): the container track becomes the container's program.
#include "channel.h"
#include "close_range.h"
#include "process.h"
#include "tracks.h"

static bool say_executing(struct machine* m) {
  if (m->start_peer >= 0) {
    tell_starter(m, START_EXECUTING, "");
    return true;
  }
  const struct message message = {.kind = MESSAGE_EXECUTING};
  const int error = send_message(m->to_runtime, &message, NULL, 0);
  return error < 0 ? fail(m, "sendmsg", -error) : true;
}

bool op_execve(struct machine* m, const struct op_execve* op) {
  const char** args = make_vector(m, op->args, NULL);
  const char** env = make_vector(m, op->env, m->home[0] != 0 ? m->home : NULL);
  if (args == NULL || env == NULL) return fail(m, "mmap", ENOMEM);

  // Close-on-exec is too late: execve looks the path up before, and the image may name
  // /proc/self/fd/N, where N is the host's procfs (CVE-2024-21626). What is left is the channel.
  const int channel = m->start_peer >= 0 ? m->start_peer : m->to_runtime;
  const int error = close_all_but(m, 3 + m->header->preserve_fds, channel);
  if (error < 0) return fail(m, "close_range", -error);
  // The program outlives the runtime track.
  sys_prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0);
  if (!say_executing(m)) return false;
  restore_signals(m);
  restore_descriptor_limit(m);
  sys_umask(m->umask);
  return fail(m, "execve", -sys_execve(m->executable, args, env));
}

bool op_await_exec(struct machine* m, const struct op_await_exec* op) {
  (void)op;
  return await_container(m);
}
