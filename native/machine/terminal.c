// The relay of a foreground terminal: ioctl_tty(2), termios(3), pty(7).
#include "terminal.h"

#include "descriptor.h"
#include "text.h"

// Our standard descriptors may be shared with a shell, which O_NONBLOCK would surprise, so
// terminals and pipes are opened anew. Where that is not possible (a socket, a terminal of another
// user) or would start a file from its beginning, the old one serves, with writes small enough for
// what poll promised.
static int open_anew(int fd, int flags) {
  char path[FD_PATH_SIZE];
  struct statx stat;
  int anew = sys_fstat(fd, STATX_TYPE, &stat);
  if (anew == 0 && (stat.stx_mode & S_IFMT) != S_IFCHR && (stat.stx_mode & S_IFMT) != S_IFIFO) {
    anew = -EINVAL;
  }
  if (anew == 0) anew = sys_open(fd_path(path, fd), flags | O_NONBLOCK | O_NOCTTY, 0);
  return anew >= 0 ? anew : sys_fcntl(fd, F_DUPFD_CLOEXEC, 3);
}

void make_raw(struct terminal* t) {
  if (!t->raw) return;
  struct termios raw = t->saved;
  raw.c_iflag &= ~(u32)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
  raw.c_oflag &= ~(u32)OPOST;
  raw.c_lflag &= ~(u32)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
  raw.c_cflag = (raw.c_cflag & ~(u32)(CSIZE | PARENB)) | CS8;
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  sys_ioctl(0, TCSETS, &raw);
}

void copy_window_size(int master) {
  struct winsize size;
  for (int fd = 0; fd <= 2; fd++) {
    if (sys_ioctl(fd, TIOCGWINSZ, &size) < 0 || size.ws_row == 0 || size.ws_col == 0) continue;
    sys_ioctl(master, TIOCSWINSZ, &size);
    return;
  }
}

// In the background the terminal is another's: the shell's, say. SIGTTOU, which would stop us, is
// blocked.
static bool is_foreground(void) {
  i32 group;
  return sys_ioctl(0, TIOCGPGRP, &group) == 0 && group == sys(__NR_getpgid, 0);
}

void open_terminal(struct terminal* t, int master) {
  *t = (struct terminal){.master = master, .last = '\n'};
  sys_fcntl(master, F_SETFL, O_NONBLOCK);
  t->input = open_anew(0, O_RDONLY);
  t->output = open_anew(1, O_WRONLY);
  t->raw = is_foreground() && sys_ioctl(0, TCGETS, &t->saved) == 0;
  make_raw(t);
  copy_window_size(master);
}

static bool is_empty(const struct relay* r) { return r->from == r->to; }

void terminal_polls(const struct terminal* t, struct pollfd fds[TERMINAL_POLLS]) {
  // A descriptor of which nothing is wanted is left out: poll would report its hang-up again and
  // again.
  const bool reads = t->input >= 0 && t->master >= 0 && is_empty(&t->in);
  const bool writes = t->output >= 0 && !is_empty(&t->out);
  const int wanted = (is_empty(&t->out) ? POLLIN : 0) | (is_empty(&t->in) ? 0 : POLLOUT);
  fds[0] = (struct pollfd){.fd = wanted != 0 ? t->master : -1, .events = (short)wanted};
  fds[1] = (struct pollfd){.fd = reads ? t->input : -1, .events = POLLIN};
  fds[2] = (struct pollfd){.fd = writes ? t->output : -1, .events = POLLOUT};
}

// End-of-file in the terminal's own way, where its mode has one. Amid a line the first only ends
// the reader's wait.
static void send_end(struct terminal* t) {
  struct termios modes;
  if (t->master < 0 || sys_ioctl(t->master, TCGETS, &modes) < 0 || (modes.c_lflag & ICANON) == 0)
    return;
  const char end = (char)modes.c_cc[VEOF];
  t->in = (struct relay){.to = t->last == '\n' ? 1 : 2, .bytes = {end, end}};
}

// Reads into an empty relay: 1, 0 at the end, or negative errno where there is no more to be had.
static int take(int fd, struct relay* r) {
  const long n = sys_read(fd, r->bytes, sizeof r->bytes);
  if (n == -EAGAIN || n == -EINTR) return 1;
  if (n <= 0) return (int)n;
  r->from = 0;
  r->to = (u32)n;
  return 1;
}

// Writes what it can; false where nobody reads.
static bool give(int fd, struct relay* r) {
  const long n = sys_write(fd, r->bytes + r->from, r->to - r->from);
  if (n == -EAGAIN || n == -EINTR) return true;
  if (n < 0) return false;
  r->from += (u32)n;
  return true;
}

static void end_master(struct terminal* t) {
  close_fd(t->master);
  t->master = -1;
  t->in.from = t->in.to = 0;
}

static void end_output(struct terminal* t) {
  close_fd(t->output);
  t->output = -1;
  t->out.from = t->out.to = 0;
}

static void read_input(struct terminal* t) {
  const int taken = take(t->input, &t->in);
  if (taken > 0) {
    if (!is_empty(&t->in)) t->last = t->in.bytes[t->in.to - 1];
    return;
  }
  close_fd(t->input);
  t->input = -1;
  if (taken == 0) send_end(t);  // not where we are in the background, or the terminal is gone (EIO)
}

void terminal_relay(struct terminal* t, const struct pollfd fds[TERMINAL_POLLS]) {
  if (fds[2].revents != 0 && !give(t->output, &t->out)) end_output(t);
  if (fds[1].revents != 0) read_input(t);
  if ((fds[0].revents & POLLOUT) != 0 && !give(t->master, &t->in)) end_master(t);
  if (t->master < 0 || (fds[0].revents & (POLLIN | POLLHUP | POLLERR)) == 0) return;
  // EIO: no process has the terminal open any more. A hang-up with the relay still full waits for
  // that to be written.
  if (is_empty(&t->out) && take(t->master, &t->out) <= 0)
    end_master(t);
  else if ((fds[0].revents & POLLHUP) != 0)
    t->in.from = t->in.to = 0;
  if (t->output < 0) t->out.from = t->out.to = 0;
}

bool terminal_drained(struct terminal* t) {
  if (is_empty(&t->out) && t->master >= 0) {
    const bool more = take(t->master, &t->out) > 0;
    if (!more || is_empty(&t->out)) end_master(t);
    if (t->output < 0) t->out.from = t->out.to = 0;
  }
  return t->master < 0 && is_empty(&t->out);
}

void close_terminal(struct terminal* t) {
  if (t->raw) sys_ioctl(0, TCSETS, &t->saved);
  t->raw = false;
  close_fd(t->master);
  close_fd(t->input);
  close_fd(t->output);
  t->master = t->input = t->output = -1;
}
