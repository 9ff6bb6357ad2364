// clone(2): how the setup and the container track begin.
#include "channel.h"
#include "descriptor.h"
#include "machine.h"
#include "namespace_inode.h"
#include "process.h"
#include "sys.h"
#include "text.h"
#include "tracks.h"

// Splits the process; the child is the new track at the other end of *channel. The child's pid, 0
// in it, or negative errno with nothing left open.
static i32 clone_track(struct machine* m, enum track track, struct clone_args* args, int* channel,
                       int* pidfd) {
  int ends[2];
  const int error = sys_socketpair(AF_UNIX, SOCK_SEQPACKET, ends);
  if (error < 0) return error;

  record_namespaces(m, args->flags);
  args->flags |= CLONE_PIDFD;
  args->pidfd = (u64)(uintptr_t)pidfd;
  const i32 pid = sys_clone3(args);
  if (pid == 0) {
    m->namespaces_made |= args->flags;
    *pidfd = -1;
    discard(ends[0]);
    begin_track(m, track, ends[1]);
    return 0;
  }
  sys_close(ends[1]);
  *channel = ends[0];
  if (pid < 0) sys_close(ends[0]);
  return pid;
}

// Refused here, and not at once: what has been made by now is undone.
static bool has_preserved(struct machine* m) {
  if (m->missing < 0) return true;
  char detail[64];
  struct builder b = build(detail, sizeof detail);
  add(&b, "descriptor ");
  add_number(&b, (u64)m->missing);
  add(&b, ", to be preserved, is not open");
  return fail_at(m, "", 0, detail);
}

bool op_clone_setup(struct machine* m, const struct op_clone_setup* op) {
  (void)op;
  if (!has_preserved(m)) return false;
  struct clone_args args = {.exit_signal = SIGCHLD};
  int channel, pidfd;
  const i32 pid = clone_track(m, TRACK_SETUP, &args, &channel, &pidfd);
  if (pid < 0) return fail(m, "clone3", -pid);
  if (pid == 0) {
    close_unused_registers(m, 1u << TRACK_SETUP | 1u << TRACK_CONTAINER);
    return true;
  }
  m->setup_pid = pid;
  m->setup_pidfd = pidfd;
  m->to_setup = channel;
  return true;
}

// The setup track hands what it holds of init up to the runtime track, and keeps nothing.
static bool send_init(struct machine* m, i32 pid, int pidfd, int channel) {
  const struct message message = {.kind = MESSAGE_PID, .pid = pid};
  const int fds[2] = {pidfd, channel};
  const int error = send_message(m->to_runtime, &message, fds, 2);
  if (error < 0) sys_pidfd_send_signal(pidfd, SIGKILL);
  sys_close(pidfd);
  sys_close(channel);
  close_unused_registers(m, 1u << TRACK_SETUP);
  return error < 0 ? fail(m, "sendmsg", -error) : true;
}

bool op_clone_init(struct machine* m, const struct op_clone_init* op) {
  if (!has_preserved(m)) return false;
  struct clone_args args = {.flags = op->flags};
  // A child of the runtime track in any case: with CLONE_PARENT the exit signal is setup's own.
  if (m->track == TRACK_SETUP) {
    args.flags |= CLONE_PARENT;
  } else {
    args.exit_signal = SIGCHLD;
  }
  int cgroup = -1;
  if ((op->head.present & HAS_CLONE_INIT_CGROUP) != 0) {
    cgroup = sys_open(text_of(m, op->cgroup), O_PATH | O_DIRECTORY, 0);
    if (cgroup < 0) return fail_at(m, "open", -cgroup, text_of(m, op->cgroup));
    args.flags |= CLONE_INTO_CGROUP;
    args.cgroup = (u64)cgroup;
  }

  int channel, pidfd;
  const i32 pid = clone_track(m, TRACK_CONTAINER, &args, &channel, &pidfd);
  discard(cgroup);
  if (pid < 0) return fail(m, "clone3", -pid);
  if (pid == 0) {
    close_unused_registers(m, 1u << TRACK_CONTAINER);
    return true;
  }
  if (m->track == TRACK_SETUP) return send_init(m, pid, pidfd, channel);

  m->pid = pid;
  m->pidfd = pidfd;
  m->to_container = channel;
  close_unused_registers(m, 1u << TRACK_RUNTIME);
  return learn_start_time(m);
}
