// The socket between a created container and `start`.
//
//   start ── connect ──▶ init           listening since create, in the state directory, mode 0600
//   start ── {START_GO} ──▶ init
//   start ◀── {START_FAILED, text} ── init     a whole error text
//   start ◀── {START_EXECUTING} ── init        execve is next
//   start ◀── end-of-file ── init              by close-on-exec: the program runs
#include "channel.h"
#include "descriptor.h"
#include "output.h"
#include "process.h"
#include "text.h"
#include "unix.h"

struct start_message {
  u32 kind;
  char text[MAX_TEXT];
};

// Longer than any peer needs to vanish after its last descriptor is closed.
#define DYING_MS 1000

void tell_starter(struct machine* m, enum start_kind kind, const char* text) {
  static struct start_message message;
  message.kind = kind;
  copy_text(message.text, sizeof message.text, text);
  struct iovec data = {.iov_base = &message,
                       .iov_len = sizeof message.kind + strlen(message.text) + 1};
  const struct msghdr header = {.iov = &data, .iov_count = 1};
  sys_sendmsg(m->start_peer, &header, 0);  // a starter that is gone has nobody to tell
}

// --- init ---

static bool joins_user_namespace(const struct machine* m) {
  for (u32 i = 0; i < m->header->op_count; i++) {
    const struct op_head* op = op_at(m, i);
    if (op->code == OP_CLONE_INIT) {
      if ((((const struct op_clone_init*)(const void*)op)->flags & CLONE_NEWUSER) != 0) return true;
    } else if (op->code == OP_SETNS) {
      if (((const struct op_setns*)(const void*)op)->type == CLONE_NEWUSER) return true;
    }
  }
  return false;
}

// Who reaches the socket has passed its directory and mode 0600. That it is the owner or root can
// be seen only where uids mean the same to both: in a user namespace the owner may have any.
static bool may_start(const struct machine* m, int peer) {
  struct ucred who;
  u32 length = sizeof who;
  if (sys_getsockopt(peer, SOL_SOCKET, SO_PEERCRED, &who, &length) < 0) return false;
  return joins_user_namespace(m) || who.uid == 0 || who.uid == m->owner;
}

// One who connects and goes away again, or may not start, is forgotten.
static int accept_starter(struct machine* m, int listener) {
  for (;;) {
    const int peer = sys_accept(listener);
    if (peer == -EINTR || peer == -ECONNABORTED) continue;
    if (peer < 0) return peer;
    u32 kind = 0;
    long n = 0;
    if (may_start(m, peer)) {
      do n = sys_read(peer, &kind, sizeof kind);
      while (n == -EINTR);
    }
    if (n == sizeof kind && kind == START_GO) return peer;
    sys_close(peer);
  }
}

bool op_wait_for_start(struct machine* m, const struct op_wait_for_start* op) {
  const int listener = m->registers[op->from];
  // Again, by the process that `start` is to find there: SO_PEERCRED is who called listen(2).
  const int error = sys_listen(listener, 1);
  if (error < 0) return fail(m, "listen", -error);

  // While it waits it holds nothing but stdio, the preserved descriptors and the socket.
  m->registers[op->from] = -1;
  close_held(m);

  sys_prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0);
  const struct message leave = {.kind = MESSAGE_LEAVE};
  if (send_message(m->to_runtime, &leave, NULL, 0) < 0) sys_exit(1);  // nobody would know of us
  close_fd(m->to_runtime);
  m->to_runtime = -1;

  const int peer = accept_starter(m, listener);
  sys_close(listener);
  if (peer < 0) sys_exit(1);
  m->start_peer = peer;
  return true;
}

// --- start ---

static bool no_answer(struct machine* m, int pidfd) {
  struct pollfd ended = {.fd = pidfd, .events = POLLIN};
  if (sys_poll(&ended, 1, DYING_MS) > 0) {
    return fail_at(m, "", 0, "the init process ended before the program was executed");
  }
  return fail(m, "recvmsg", ECONNREFUSED);  // another `start` was first
}

static bool await_start(struct machine* m, int channel, int pidfd) {
  static struct start_message message;
  bool executing = false;
  for (;;) {
    if (await_readable(m, channel, -1) < 0) return false;
    const long n = sys_read(channel, &message, sizeof message - 1);
    if (n == -EINTR) continue;
    if (n <= (long)sizeof message.kind) return executing ? true : no_answer(m, pidfd);
    ((char*)&message)[n] = 0;
    if (message.kind == START_FAILED) {
      // It ends now; whoever asks next shall find it stopped.
      struct pollfd ended = {.fd = pidfd, .events = POLLIN};
      sys_poll(&ended, 1, DYING_MS);
      m->told = message.text;
      return fail(m, "", 0);
    }
    executing = message.kind == START_EXECUTING;
  }
}

static bool wake(struct machine* m, const struct op_start_init* op, int channel, int pidfd) {
  struct ucred who = {0};
  u32 length = sizeof who;
  sys_getsockopt(channel, SOL_SOCKET, SO_PEERCRED, &who, &length);
  if (who.pid != op->pid) return fail_at(m, "", 0, "another process listens there");

  // First: a `created` whose socket is gone may be running, also where we do not live to record it.
  const int error = sys_unlinkat(AT_FDCWD, text_of(m, op->path), 0);
  if (error < 0) return fail(m, "unlink", -error);
  const u32 go = START_GO;
  if (sys(__NR_sendto, channel, &go, sizeof go, MSG_NOSIGNAL, NULL, 0) < 0) {
    return no_answer(m, pidfd);
  }
  return await_start(m, channel, pidfd);
}

bool op_start_init(struct machine* m, const struct op_start_init* op) {
  const int pidfd = open_process((i32)op->pid, op->start_time);
  if (pidfd < 0) return fail(m, "pidfd_open", -pidfd);
  m->pid = (i32)op->pid;
  m->start_time = op->start_time;

  const int channel = connect_to(text_of(m, op->path), SOCK_SEQPACKET);
  const bool started = channel < 0 ? fail(m, "connect", -channel) : wake(m, op, channel, pidfd);
  close_fd(channel);
  sys_close(pidfd);
  return started;
}
