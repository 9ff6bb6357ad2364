// What the planner sends: a program, and with its first byte perhaps a lock's descriptor.
// recvmsg(2), unix(7).

#include <endian.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "launcher.h"

#define PROGRAM_VERSION 1
#define PROGRAM_MAX (64u << 20)

// The beginning of every program, little endian; the rest is between the planner and the machine.
struct program_header {
  char magic[8];
  uint32_t version;
  uint32_t length;  // of the whole program, this header included
  uint32_t preserve_fds;
};

// Receives up to `size` bytes; zero means that the planner died. A descriptor that comes along is
// stored in `lock`.
static size_t receive(const struct node* node, void* buffer, size_t size, int* lock) {
  union {
    struct cmsghdr header;
    char space[CMSG_SPACE(sizeof(int))];
  } control;
  struct iovec data = {.iov_base = buffer, .iov_len = size};
  struct msghdr message = {
      .msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};

  ssize_t received;
  do {
    received = recvmsg(node->channel, &message, MSG_CMSG_CLOEXEC);
  } while (received < 0 && errno == EINTR);
  if (received < 0) fail(errno, "receive the program");

  const struct cmsghdr* extra = CMSG_FIRSTHDR(&message);
  if (extra != NULL && extra->cmsg_level == SOL_SOCKET && extra->cmsg_type == SCM_RIGHTS) {
    memcpy(lock, CMSG_DATA(extra), sizeof *lock);
  }
  return (size_t)received;
}

static noreturn void refuse(const struct node* node, const char* text) {
  kill_node(node);
  reap_node(node);
  fail_with("EPROTO", text, "read the program");
}

static struct program_header check_header(const struct node* node, const char* bytes) {
  struct program_header header;
  memcpy(&header, bytes, sizeof header);
  header.version = le32toh(header.version);
  header.length = le32toh(header.length);
  header.preserve_fds = le32toh(header.preserve_fds);

  if (memcmp(header.magic, "RUNTSPLN", sizeof header.magic) != 0) refuse(node, "wrong magic");
  if (header.version != PROGRAM_VERSION) refuse(node, "wrong version");
  if (header.length < sizeof header || header.length > PROGRAM_MAX) refuse(node, "wrong length");
  // Beyond what RLIMIT_NOFILE can ever be; F_DUPFD says what is too much for the present limit.
  if (header.preserve_fds > 1u << 30) refuse(node, "wrong number of preserved descriptors");
  return header;
}

struct program receive_program(const struct node* node) {
  static char buffer[1 << 16];
  int lock = -1;

  size_t filled = 0;
  while (filled < sizeof(struct program_header)) {
    const size_t received = receive(node, buffer + filled, sizeof buffer - filled, &lock);
    if (received == 0) fail_with_output(node);
    filled += received;
  }
  const struct program_header header = check_header(node, buffer);

  const int fd = make_memfd("runts-program", MEMFD_DATA);
  if (fd < 0) fail(errno, "make memory for the program");

  uint32_t missing = header.length;
  for (;;) {
    if (filled > missing) refuse(node, "more bytes than its header says");
    fill_memfd(fd, buffer, filled);
    missing -= (uint32_t)filled;
    if (missing == 0) break;
    filled = receive(node, buffer, sizeof buffer, &lock);
    if (filled == 0) fail_with_output(node);
  }

  // All is here: Node's own clean-up is of no use to anyone and would only be waited for.
  kill_node(node);
  if (seal_memfd(fd) < 0) fail(errno, "seal the program");
  lseek(fd, 0, SEEK_SET);
  close(node->channel);
  close(node->output);
  reap_node(node);

  return (struct program){.fd = fd, .lock = lock, .above = 3 + (int)header.preserve_fds};
}
