// Messages between the tracks, and waiting for them: unix(7), poll(2).
#include "channel.h"

#include "sys.h"
#include "text.h"

// Room for two descriptors, aligned as the kernel reads it.
struct rights {
  struct cmsghdr head;
  int fds[2];
};

#define TRIES 16

int send_message(int channel, const struct message* message, const int* fds, u32 count) {
  struct iovec data = {.iov_base = (void*)(uintptr_t)message, .iov_len = sizeof *message};
  struct rights rights = {.head = {.length = sizeof rights.head + count * sizeof(int),
                                   .level = SOL_SOCKET,
                                   .type = SCM_RIGHTS}};
  for (u32 i = 0; i < count; i++) rights.fds[i] = fds[i];
  const struct msghdr header = {
      .iov = &data,
      .iov_count = 1,
      .control = count > 0 ? &rights : NULL,
      .control_length = count > 0 ? sizeof rights : 0,
  };
  const long sent = sys_sendmsg(channel, &header, 0);
  return sent < 0 ? (int)sent : 0;
}

int receive_message(struct machine* m, int channel, struct message* message, int fds[2]) {
  fds[0] = fds[1] = -1;
  // Only the runtime track has signals to look at.
  if (m->signals >= 0 && await_readable(m, channel, -1) < 0) return -1;
  struct iovec data = {.iov_base = message, .iov_len = sizeof *message};
  struct rights rights = {0};
  struct msghdr header = {
      .iov = &data, .iov_count = 1, .control = &rights, .control_length = sizeof rights};
  // Not given up for a shortage that passes: the message may be all there is of a process.
  long received = -EAGAIN;
  for (u32 tries = 0; received < 0 && received != -ECONNRESET && tries < TRIES; tries++) {
    received = sys_recvmsg(channel, &header, 0);
  }
  if (received < 0 && received != -ECONNRESET) return fail(m, "recvmsg", (int)-received), -1;
  if (received != sizeof *message) return 0;

  const size_t size = rights.head.length;
  for (u32 i = 0; i < 2 && size >= sizeof rights.head + (i + 1) * sizeof(int); i++) {
    fds[i] = rights.fds[i];
  }
  message->failure.call[sizeof message->failure.call - 1] = 0;
  message->failure.detail[sizeof message->failure.detail - 1] = 0;
  return 1;
}

static bool interrupted(struct machine* m) {
  u32 info[32];  // struct signalfd_siginfo; the number comes first
  const long n = sys_read(m->signals, info, sizeof info);
  char detail[40];
  struct builder b = build(detail, sizeof detail);
  add(&b, "interrupted by signal ");
  add_number(&b, n > 0 ? info[0] : 0);
  return fail_at(m, "", 0, detail);
}

int await_readable(struct machine* m, int fd, i64 timeout) {
  struct pollfd fds[2] = {{.fd = fd, .events = POLLIN}, {.fd = m->signals, .events = POLLIN}};
  for (;;) {
    const int n = sys_poll(fds, 2, timeout);
    if (n == -EINTR) continue;
    if (n <= 0) return 0;
    if (fds[0].revents != 0) return 1;
    interrupted(m);
    return -1;
  }
}
