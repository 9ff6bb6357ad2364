// unix(7): sockets, and descriptors sent over them.
#include "unix.h"

#include <linux/un.h>

#include "channel.h"
#include "descriptor.h"
#include "sys.h"
#include "terminal.h"
#include "text.h"

// The address of a path. Where it is too long, its directory is opened and named by /proc/self/fd;
// *dir is that descriptor, or -1.
static int address_of(const char* path, struct sockaddr_un* address, int* dir) {
  *address = (struct sockaddr_un){.sun_family = AF_UNIX};
  *dir = -1;
  if (copy_text(address->sun_path, sizeof address->sun_path, path)) return 0;

  const char* slash = find_last_char(path, '/');
  if (slash == NULL) return -ENAMETOOLONG;
  char parent[4096];
  struct builder b = build(parent, sizeof parent);
  add_bytes(&b, path, (size_t)(slash - path + 1));
  if (b.cut) return -ENAMETOOLONG;
  *dir = sys_open(parent, O_PATH | O_DIRECTORY, 0);
  if (*dir < 0) return *dir;

  char short_path[FD_PATH_SIZE];
  b = build(address->sun_path, sizeof address->sun_path);
  add(&b, fd_path(short_path, *dir));
  add(&b, slash);
  if (!b.cut) return 0;
  sys_close(*dir);
  return -ENAMETOOLONG;
}

int connect_to(const char* path, int type) {
  struct sockaddr_un address;
  int dir;
  int error = address_of(path, &address, &dir);
  if (error < 0) return error;
  const int fd = sys_socket(AF_UNIX, type);
  error = fd < 0 ? fd : sys_connect(fd, &address, sizeof address);
  close_fd(dir);
  if (error < 0) close_fd(fd);
  return error < 0 ? error : fd;
}

bool op_connect(struct machine* m, const struct op_connect* op) {
  const int fd = connect_to(text_of(m, op->path), SOCK_STREAM);
  if (fd < 0) return fail(m, "connect", -fd);
  m->registers[op->as] = fd;
  return true;
}

bool op_listen(struct machine* m, const struct op_listen* op) {
  m->owner = sys_geteuid();
  struct sockaddr_un address;
  int dir;
  int error = address_of(text_of(m, op->path), &address, &dir);
  if (error < 0) return fail(m, "open", -error);
  const char* call = "socket";
  const int fd = error = sys_socket(AF_UNIX, SOCK_SEQPACKET);
  // The mode that the socket's file will have: bind makes it with that of the socket.
  if (error >= 0) call = "fchmod", error = sys_fchmod(fd, 0600);
  if (error >= 0) call = "bind", error = sys_bind(fd, &address, sizeof address);
  if (error >= 0) call = "listen", error = sys_listen(fd, 1);
  close_fd(dir);
  if (error < 0) {
    close_fd(fd);
    return fail(m, call, -error);
  }
  m->registers[op->as] = fd;
  return true;
}

bool op_socketpair(struct machine* m, const struct op_socketpair* op) {
  int ends[2];
  const int error = sys_socketpair(AF_UNIX, SOCK_SEQPACKET, ends);
  if (error < 0) return fail(m, "socketpair", -error);
  m->registers[op->as] = ends[0];
  m->registers[op->peer] = ends[1];
  return true;
}

// One descriptor beside the data.
struct right {
  struct cmsghdr head;
  int fd;
  int pad;
};

bool op_send_fd(struct machine* m, const struct op_send_fd* op) {
  const char* name = text_of(m, op->name);
  struct iovec data = {.iov_base = (void*)(uintptr_t)name, .iov_len = op->name.length};
  struct right right = {.head = {.length = sizeof right.head + sizeof right.fd,
                                 .level = SOL_SOCKET,
                                 .type = SCM_RIGHTS},
                        .fd = m->registers[op->fd]};
  const struct msghdr message = {
      .iov = &data, .iov_count = 1, .control = &right, .control_length = sizeof right};
  const long sent = sys_sendmsg(m->registers[op->from], &message, 0);
  close_register(m, op->from);
  close_register(m, op->fd);
  return sent < 0 ? fail(m, "sendmsg", (int)-sent) : true;
}

static bool is_foreground_terminal(const struct machine* m, u64 number) {
  for (u32 i = m->at; i < m->header->op_count; i++) {
    const struct op_supervise* op = (const struct op_supervise*)(const void*)op_at(m, i);
    if (op->head.code != OP_SUPERVISE || (op->head.present & HAS_SUPERVISE_TERMINAL) == 0) continue;
    if (op->terminal == number) return true;
  }
  return false;
}

bool op_receive_fd(struct machine* m, const struct op_receive_fd* op) {
  const int socket = m->registers[op->from];
  if (await_readable(m, socket, -1) < 0) return false;
  char bytes[256];
  struct iovec data = {.iov_base = bytes, .iov_len = sizeof bytes};
  struct right right = {0};
  struct msghdr message = {
      .iov = &data, .iov_count = 1, .control = &right, .control_length = sizeof right};
  const long received = sys_recvmsg(socket, &message, 0);
  if (received < 0) return fail(m, "recvmsg", (int)-received);
  if (right.head.length != sizeof right.head + sizeof right.fd || right.head.type != SCM_RIGHTS) {
    return fail_at(m, "recvmsg", 0, "no descriptor came");
  }
  close_register(m, op->from);  // it has served
  m->registers[op->as] = right.fd;
  // The program is to find the size that it will keep, so the terminal gets it now, not when the
  // relay begins.
  if (is_foreground_terminal(m, op->as)) copy_window_size(right.fd);
  return true;
}
