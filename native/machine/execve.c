// execve(2): the container track becomes the container's program.
#include "channel.h"
#include "close_range.h"
#include "descriptor.h"
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

  // Ours were opened so; this is for whatever a library or a namespace left us (CVE-2024-21626).
  const int error =
      close_descriptors(m, 3 + m->header->preserve_fds, UINT32_MAX, CLOSE_RANGE_CLOEXEC);
  if (error < 0) return fail(m, "close_range", -error);
  // close-on-exec is too late for these: execve looks the path up before, and the image may name
  // /proc/self/fd/N, where N is the host's procfs.
  close_held(m);
  // The program outlives the runtime track.
  sys_prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0);
  if (!say_executing(m)) return false;
  restore_signals(m);
  restore_descriptor_limit(m);
  return fail(m, "execve", -sys_execve(m->executable, args, env));
}

bool op_await_exec(struct machine* m, const struct op_await_exec* op) {
  (void)op;
  return await_container(m);
}
