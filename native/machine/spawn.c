// Running a program and waiting for it: hooks, newuidmap, ip(8). fork by clone3(2), execve(2),
// pipe(2).
#include "close_range.h"
#include "descriptor.h"
#include "output.h"
#include "process.h"
#include "text.h"

// How much of what it printed an error shows: the end of it, where programs say what went wrong.
#define SHOWN 360
#define COLLECTED 8192

struct child {
  i32 pid;
  int pidfd;
  int input;   // its descriptor 0, -1: nothing (more) to say
  int output;  // its descriptors 1 and 2, -1 at their end
  int report;  // errno of a failed execve, closed by a good one
  char printed[COLLECTED];
  size_t printed_length;
};

// --- the child ---

#define CHILD_REPORT 3

static void default_signals(const struct machine* m) {
  const struct kernel_sigaction normal = {.handler = SIG_DFL};
  for (int signal = 1; signal <= SIGNAL_COUNT; signal++) {
    if (signal == SIGPIPE || is_ignored(m, signal)) {
      sys_sigaction(signal, &normal, NULL);
    }
  }
  const u64 none = 0;
  sys_sigprocmask(SIG_SETMASK, &none, NULL);
}

__attribute__((noreturn)) static void become(struct machine* m, const struct op_spawn* op,
                                             int input, int output, int report) {
  // A group of its own, so that what it starts ends with it at the timeout; and no longer than the
  // track that waits.
  sys_setpgid(0, 0);
  sys_prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);

  int error = input < 0 ? sys_open("/dev/null", O_RDONLY, 0) : input;
  if (error >= 0) error = sys_dup3(error, 0, 0);
  if (error >= 0) error = sys_dup3(output, 1, 0);
  if (error >= 0) error = sys_dup3(output, 2, 0);
  if (error >= 0 && report != CHILD_REPORT) error = sys_dup3(report, CHILD_REPORT, O_CLOEXEC);
  if (error >= 0) error = close_descriptors(m, CHILD_REPORT + 1, UINT32_MAX, 0);
  if (error >= 0) {
    const char* const empty[] = {NULL};
    const char** args = fill_vector(m, op->args);
    const char* const* env = empty;
    if ((op->head.present & HAS_SPAWN_ENV) != 0) env = make_vector(m, op->env, NULL);
    default_signals(m);
    restore_descriptor_limit(m);
    sys_umask(m->umask);
    error = args == NULL || env == NULL ? -ENOMEM : sys_execve(text_of(m, op->path), args, env);
  }
  sys_write(CHILD_REPORT, &error, sizeof error);
  sys_exit(127);
}

// --- the parent ---

static int start(struct machine* m, const struct op_spawn* op, struct child* child) {
  const bool has_input = (op->head.present & HAS_SPAWN_STDIN) != 0;
  int in[2] = {-1, -1}, out[2] = {-1, -1}, report[2] = {-1, -1};
  int error = has_input ? sys_pipe2(in, O_CLOEXEC) : 0;
  if (error == 0) error = sys_pipe2(out, O_CLOEXEC);
  if (error == 0) error = sys_pipe2(report, O_CLOEXEC);
  if (error == 0) {
    struct clone_args args = {
        .flags = CLONE_PIDFD, .pidfd = (u64)(uintptr_t)&child->pidfd, .exit_signal = SIGCHLD};
    error = child->pid = sys_clone3(&args);
    if (error == 0) become(m, op, in[0], out[1], report[1]);
  }
  close_fd(in[0]);
  close_fd(out[1]);
  close_fd(report[1]);
  child->input = in[1];
  child->output = out[0];
  child->report = report[0];
  if (error < 0) {
    close_fd(in[1]);
    close_fd(out[0]);
    close_fd(report[0]);
    return error;
  }
  sys_setpgid(child->pid, child->pid);  // whichever of the two comes first
  if (has_input) sys_fcntl(child->input, F_SETFL, O_NONBLOCK);
  sys_fcntl(child->output, F_SETFL, O_NONBLOCK);
  return 0;
}

struct input {
  struct text_cursor cursor;
  const char* piece;
  size_t left;
};

static void feed(const struct machine* m, struct child* child, struct input* input) {
  while (input->left > 0 || text_next(m, &input->cursor, &input->piece, &input->left)) {
    const long n = sys_write(child->input, input->piece, input->left);
    if (n == -EAGAIN || n == -EINTR) return;
    if (n < 0) break;  // EPIPE: it does not want to read on
    input->piece += n;
    input->left -= (size_t)n;
  }
  sys_close(child->input);
  child->input = -1;
}

// Keeps the last of what is printed.
static void collect(struct child* child) {
  for (;;) {
    if (child->printed_length == COLLECTED) {
      memmove(child->printed, child->printed + COLLECTED / 2, COLLECTED / 2);
      child->printed_length = COLLECTED / 2;
    }
    const long n = sys_read(child->output, child->printed + child->printed_length,
                            COLLECTED - child->printed_length);
    if (n == -EINTR) continue;
    if (n == -EAGAIN) return;
    if (n <= 0) {
      sys_close(child->output);
      child->output = -1;
      return;
    }
    child->printed_length += (size_t)n;
  }
}

static i64 now_ms(void) {
  struct __kernel_timespec now = {0};
  sys_clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

enum outcome { ENDED, TIMED_OUT, INTERRUPTED };

// Until the program itself has ended; what it left running may keep the pipes.
static enum outcome attend(struct machine* m, const struct op_spawn* op, struct child* child) {
  struct input input = {.cursor = text_begin(op->stdin)};
  const bool limited = (op->head.present & HAS_SPAWN_TIMEOUT_MS) != 0;
  const i64 deadline = limited ? now_ms() + (i64)op->timeout_ms : 0;
  for (;;) {
    i64 left = -1;
    if (limited && (left = deadline - now_ms()) <= 0) return TIMED_OUT;
    struct pollfd fds[] = {
        {.fd = child->pidfd, .events = POLLIN},
        {.fd = child->output, .events = POLLIN},
        {.fd = child->input, .events = POLLOUT},
        {.fd = m->signals, .events = POLLIN},
    };
    if (sys_poll(fds, 4, left) < 0) continue;
    if (fds[1].revents != 0) collect(child);
    if (fds[2].revents != 0) feed(m, child, &input);
    if (fds[0].revents != 0) break;
    if (fds[3].revents != 0) return INTERRUPTED;
  }
  if (child->output >= 0) collect(child);
  return ENDED;
}

// What it printed last, without the line's end.
static void add_printed(struct builder* b, const struct child* child) {
  size_t end = child->printed_length;
  while (end > 0 && (u8)child->printed[end - 1] <= ' ') end--;
  const size_t from = end > SHOWN ? end - SHOWN : 0;
  if (end > 0) add(b, from > 0 ? ": ..." : ": ");
  for (size_t i = from; i < end; i++) add_char(b, child->printed[i] == 0 ? ' ' : child->printed[i]);
}

static bool judge(struct machine* m, const struct op_spawn* op, struct child* child,
                  enum outcome outcome, const struct child_info* end) {
  int error = 0;
  if (sys_read(child->report, &error, sizeof error) == sizeof error)
    return fail(m, "execve", -error);
  if (outcome == ENDED && end->code == CLD_EXITED && end->status == 0) return true;

  char detail[MAX_DETAIL];
  struct builder b = build(detail, sizeof detail);
  if (outcome == TIMED_OUT) {
    add(&b, "it timed out after ");
    add_number(&b, op->timeout_ms);
    add(&b, " ms");
  } else if (outcome == INTERRUPTED) {
    add(&b, "interrupted by a signal");
  } else {
    add(&b, end->code == CLD_EXITED ? "exit status " : "ended by signal ");
    add_number(&b, (u64)end->status);
  }
  add_printed(&b, child);
  return fail_at(m, "", 0, detail);
}

bool op_spawn(struct machine* m, const struct op_spawn* op) {
  static struct child child;
  child = (struct child){.pidfd = -1};
  close_discarded();
  if (m->astray) sys_chdir("/");
  m->astray = false;
  const int error = start(m, op, &child);
  if (error < 0) return fail(m, "clone3", -error);

  const enum outcome outcome = attend(m, op, &child);
  if (outcome != ENDED) sys_kill(-child.pid, SIGKILL);
  struct child_info end = {0};
  reap(&child.pidfd, 0, &end);
  const bool done = judge(m, op, &child, outcome, &end);
  close_fd(child.input);
  close_fd(child.output);
  close_fd(child.report);
  if (done || op->if_fails != PLAN_FAILURE_WARN || outcome == INTERRUPTED) return done;

  static char text[MAX_TEXT];
  compose(m, text);
  warn(m, text);
  return true;
}
