// The interpreter's loop and the hand-over between its processes: see machine.h for the protocol.
#include "tracks.h"

#include "channel.h"
#include "descriptor.h"
#include "output.h"
#include "process.h"
#include "sys.h"
#include "text.h"
#include "undo.h"

// --- the baton ---

static int channel_to(const struct machine* m, u32 track) {
  if (m->track != TRACK_RUNTIME) return m->to_runtime;
  return track == TRACK_SETUP ? m->to_setup : m->to_container;
}

static bool has_more(const struct machine* m, u32 track) {
  for (u32 i = m->at; i < m->header->op_count; i++) {
    if (op_at(m, i)->track == track) return true;
  }
  return false;
}

// The peer is gone. Fine if it had nothing more to do; else says what the kernel knows about its
// end. `first` is the first of the ops that it might have been at.
static bool peer_ended(struct machine* m, u32 track, u32 first) {
  // Without the runtime track there is nobody to tell.
  if (m->track != TRACK_RUNTIME) sys_exit(1);

  // End-of-file comes a moment before the end itself.
  struct child_info end = {0};
  reap(track == TRACK_SETUP ? &m->setup_pidfd : &m->pidfd, 2000, &end);
  if (track == TRACK_CONTAINER) m->exit_status = exit_status(&end);
  close_fd(track == TRACK_SETUP ? m->to_setup : m->to_container);
  *(track == TRACK_SETUP ? &m->to_setup : &m->to_container) = -1;
  if (!has_more(m, track) && exit_status(&end) == 0) return true;

  char detail[96];
  struct builder b = build(detail, sizeof detail);
  add(&b, track == TRACK_SETUP ? "the setup process " : "the init process ");
  add(&b, end.code == CLD_EXITED ? "ended with status " : "was killed by signal ");
  add_number(&b, (u64)end.status);
  fail_at(m, "", 0, detail);
  const u32 at = m->progress->at[track];
  m->failure.op = at >= first && at < m->at ? at : first;
  return false;
}

// Takes over a failure from another process; what it says about the position is checked like
// everything from there.
static bool peer_failed(struct machine* m, const struct message* message) {
  m->failure = message->failure;
  if (m->failure.op >= m->header->op_count) m->failure.op = m->header->op_count - 1;
  return false;
}

static bool learn_init(struct machine* m, i32 pid, const int fds[2]) {
  m->pid = pid;
  m->pidfd = fds[0];
  m->to_container = fds[1];
  return learn_start_time(m);
}

// Waits for what the peer has to say: the baton (or a leave, or the end after execve). False with
// the failure set.
static bool await_peer(struct machine* m, u32 track, u32 first) {
  const int channel = channel_to(m, track);
  for (;;) {
    struct message message;
    int fds[2];
    const int received = receive_message(m, channel, &message, fds);
    if (received < 0) {
      m->failure.op = first > m->progress->at[track] ? first : m->progress->at[track];
      return false;
    }
    if (received == 0) {
      if (track != TRACK_CONTAINER || !m->executing) return peer_ended(m, track, first);
      discard(m->to_container);
      m->to_container = -1;
      return true;
    }
    switch ((enum message_kind)message.kind) {
      case MESSAGE_GO:
      case MESSAGE_LEAVE:
        return true;
      case MESSAGE_FAILED:
        return peer_failed(m, &message);
      case MESSAGE_EXECUTING:
        m->executing = true;
        break;
      case MESSAGE_PID:
        if (!learn_init(m, message.pid, fds)) return false;
        close_unused_registers(m, 1u << TRACK_RUNTIME);
        break;
    }
  }
}

// The first of the ops before `end` that are all on one track.
static u32 first_of_run(const struct machine* m, u32 end) {
  u32 first = end - 1;
  while (first > 0 && op_at(m, first - 1)->track == op_at(m, end - 1)->track) first--;
  return first;
}

static void end_setup(struct machine* m) {
  struct child_info end;
  close_fd(m->to_setup);
  m->to_setup = -1;
  reap(&m->setup_pidfd, 2000, &end);
}

// Before an op of ours: waits for the baton where another track has it.
static bool take_baton(struct machine* m) {
  if (m->at == 0) return true;
  const u32 track = op_at(m, m->at - 1)->track;
  if (track == m->track || channel_to(m, track) < 0) return true;
  if (!await_peer(m, track, first_of_run(m, m->at))) return false;
  if (track == TRACK_SETUP && !has_more(m, TRACK_SETUP)) end_setup(m);
  return true;
}

// After an op of ours: gives the baton to the track whose op is next.
static bool pass_baton(struct machine* m) {
  const u32 next = m->at + 1;
  if (next == m->header->op_count) return true;
  const u32 track = op_at(m, next)->track;
  if (track == m->track || channel_to(m, track) < 0) return true;
  const struct message go = {.kind = MESSAGE_GO};
  const int error = send_message(channel_to(m, track), &go, NULL, 0);
  if (error == 0) return true;
  if (m->track != TRACK_RUNTIME) sys_exit(1);
  // A peer that is there waits for the baton: it would never tell.
  if (error != -EPIPE && error != -ECONNRESET) return fail(m, "sendmsg", -error);

  // It may have told why before it went.
  m->at = next;
  return await_peer(m, track, next);
}

bool await_container(struct machine* m) {
  return m->to_container < 0 || await_peer(m, TRACK_CONTAINER, first_of_run(m, m->at));
}

// --- the loop ---

// Ends a process whose op failed: the runtime track tells people and undoes, the others tell the
// runtime track, and the one that waits for `start` tells whoever starts it.
__attribute__((noreturn)) static void end_failed(struct machine* m) {
  if (m->track == TRACK_RUNTIME) undo_and_exit(m);
  if (m->start_peer >= 0) {
    static char text[MAX_TEXT];
    compose(m, text);
    tell_starter(m, START_FAILED, text);
  } else {
    const struct message message = {.kind = MESSAGE_FAILED, .failure = m->failure};
    send_message(m->to_runtime, &message, NULL, 0);
  }
  sys_exit(1);
}

__attribute__((noreturn)) static void end_track(struct machine* m) {
  if (m->track == TRACK_RUNTIME) {
    if (m->to_setup >= 0 && !await_peer(m, TRACK_SETUP, first_of_run(m, m->at))) end_failed(m);
    if (!await_container(m)) end_failed(m);
  }
  sys_exit(0);
}

void carry_out(struct machine* m) {
  for (m->at = 0; m->at < m->header->op_count; m->at++) {
    const struct op_head* op = op_at(m, m->at);
    const enum track track = m->track;
    if (op->track != track) continue;
    if (!take_baton(m)) end_failed(m);
    m->progress->at[track] = m->at;
    if (!run_op(m, op)) end_failed(m);
    // In a process that the op has just started, the op itself was another's.
    if (m->track == track && !pass_baton(m)) end_failed(m);
  }
  end_track(m);
}

// --- beginnings ---

void begin_track(struct machine* m, enum track track, int channel) {
  close_fd(m->lock);  // first: whoever waits for the lock waits for the runtime track alone
  discard(m->signals);
  discard(m->to_setup);
  discard(m->to_container);
  discard(m->to_runtime);
  discard(m->setup_pidfd);
  discard(m->pidfd);
  m->lock = m->signals = m->to_setup = m->to_container = m->setup_pidfd = m->pidfd = -1;
  m->to_runtime = channel;
  m->track = track;
  // Hooks of the container namespace read the pid as the container sees it (config.md, "Hooks").
  m->self = sys_getpid();
  if (track == TRACK_CONTAINER) m->pid = m->self;
  close_discarded();

  // The parent is the runtime track; where it is killed, nothing is to be left. Waiting alone would
  // notice too, by end-of-file, but not amid a mount that hangs.
  sys_prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  sys_prctl(PR_SET_NAME, (unsigned long)(track == TRACK_SETUP ? "runts:[setup]" : "runts:[init]"),
            0, 0, 0);
}
