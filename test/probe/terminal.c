// The two ways in which a caller and a container share a terminal.
//
//   terminal run ROWSxCOLUMNS COMMAND...   a pseudoterminal of that size as the command's
//   controlling
//                                          terminal; SIGUSR1 makes it one row and one column larger
//   terminal receive SOCKET                listens there (--console-socket), takes the one
//   descriptor
//
// Both copy stdin to the terminal and the terminal to stdout; the first exits with the command's
// status, the second when the terminal is hung up. The first line of "receive" is the message's
// text.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static int check(long returned, const char* what) {
  if (returned >= 0) return (int)returned;
  dprintf(2, "terminal: %s: %s\n", what, strerror(errno));
  exit(125);
}

static int copy(int from, int to) {
  char text[4096];
  const ssize_t size = read(from, text, sizeof text);
  return size > 0 && write(to, text, (size_t)size) == size;
}

static int resize_asked;

static void ask_resize(int number) { resize_asked = number; }

static void grow(int master) {
  struct winsize size;
  ioctl(master, TIOCGWINSZ, &size);
  size.ws_row++;
  size.ws_col++;
  ioctl(master, TIOCSWINSZ, &size);
  resize_asked = 0;
}

// Until the terminal is hung up: EIO once no process has it open any more.
static void relay(int master) {
  struct pollfd waiting[] = {{.fd = master, .events = POLLIN}, {.fd = 0, .events = POLLIN}};
  for (;;) {
    const int ready = poll(waiting, 2, -1);
    if (resize_asked) grow(master);
    if (ready < 0) continue;
    if (waiting[1].revents && !copy(0, master)) waiting[1].fd = -1;
    if (waiting[0].revents && !copy(master, 1)) return;
  }
}

static int run(const char* dimensions, char** command) {
  struct winsize size = {0};
  if (sscanf(dimensions, "%hux%hu", &size.ws_row, &size.ws_col) != 2) check(-1, dimensions);

  int master;
  const pid_t child = check(forkpty(&master, NULL, NULL, &size), "forkpty");
  if (child == 0) {
    execvp(command[0], command);
    check(-1, command[0]);
  }
  relay(master);
  int status;
  check(waitpid(child, &status, 0), "waitpid");
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int receive(const char* path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  const int listener = check(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
  check(bind(listener, (struct sockaddr*)&address, sizeof address), "bind");
  check(listen(listener, 1), "listen");
  const int peer = check(accept4(listener, NULL, NULL, SOCK_CLOEXEC), "accept");

  char text[4096] = "";
  char control[CMSG_SPACE(16 * sizeof(int))];
  struct iovec part = {text, sizeof text - 1};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  check(recvmsg(peer, &message, MSG_CMSG_CLOEXEC), "recvmsg");
  const struct cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (!header || header->cmsg_type != SCM_RIGHTS) check(-1, "no descriptor");
  dprintf(1, "received %zu descriptor(s): %s\n", (header->cmsg_len - CMSG_LEN(0)) / sizeof(int),
          text);
  int master;
  memcpy(&master, CMSG_DATA(header), sizeof master);
  close(peer);
  relay(master);
  return 0;
}

int main(int argc, char** argv) {
  const struct sigaction resize = {.sa_handler = ask_resize};
  sigaction(SIGUSR1, &resize, NULL);
  if (argc > 3 && strcmp(argv[1], "run") == 0) return run(argv[2], argv + 3);
  if (argc > 2 && strcmp(argv[1], "receive") == 0) return receive(argv[2]);
  dprintf(2, "usage: terminal run ROWSxCOLUMNS COMMAND... | terminal receive SOCKET\n");
  return 125;
}
