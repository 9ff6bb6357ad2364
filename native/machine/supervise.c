// The foreground: the runtime track waits for init and stands between it and whoever waits for us.
// signalfd(2), waitid(2).
#include "descriptor.h"
#include "process.h"
#include "terminal.h"

#define SIGCONT 18
#define BIT(signal) (1ull << ((signal)-1))

#define P_ALL 0
#define P_PID 1
#define POLLS (2 + TERMINAL_POLLS)

struct foreground {
  struct machine* m;
  int signals;
  bool has_terminal;
  struct terminal terminal;
  bool ended;  // init has; what it printed may still be on its way
};

// All that can be passed on; what the engine had ignored stays ignored. SIGURG is what runtimes of
// languages signal themselves with, SIGPIPE our own affair.
static int open_signals(const struct machine* m) {
  const u64 ours = BIT(SIGPIPE) | BIT(SIGURG);
  return sys_signalfd((~m->ignored_signals & ~ours) | BIT(SIGCHLD), O_CLOEXEC | O_NONBLOCK);
}

// Orphans that came to us as the subreaper. Init itself is left to its pidfd.
static void reap_others(const struct machine* m) {
  for (;;) {
    struct child_info child = {0};
    const int error = sys_waitid(P_ALL, 0, &child, WEXITED | WNOHANG | WNOWAIT | __WALL);
    if (error < 0 || child.pid == 0 || child.pid == m->pid) return;
    sys_waitid(P_PID, child.pid, &child, WEXITED | WNOHANG | __WALL);
  }
}

// Whether we are asked to end although init has: the reader of its last words is stuck.
static bool take_signals(struct foreground* f) {
  u32 info[32];  // struct signalfd_siginfo; the number comes first
  bool end = false;
  while (sys_read(f->signals, info, sizeof info) == sizeof info) {
    const u32 signal = info[0];
    if (signal == SIGCHLD) {
      reap_others(f->m);
    } else if (signal == SIGWINCH && f->has_terminal) {
      copy_window_size(f->terminal.master);
    } else {
      if (signal == SIGCONT && f->has_terminal) make_raw(&f->terminal);
      if (f->ended)
        end = end || signal == SIGTERM || signal == SIGINT || signal == SIGHUP;
      else
        sys_pidfd_send_signal(f->m->pidfd, (int)signal);
    }
  }
  return end;
}

static void attend(struct foreground* f) {
  for (;;) {
    struct pollfd fds[POLLS] = {{.fd = f->signals, .events = POLLIN},
                                {.fd = f->ended ? -1 : f->m->pidfd, .events = POLLIN}};
    u32 count = 2;
    if (f->has_terminal) {
      terminal_polls(&f->terminal, fds + count);
      count += TERMINAL_POLLS;
    }
    if (sys_poll(fds, count, -1) < 0) continue;
    if (fds[1].revents != 0) f->ended = true;
    // What else has come is for nobody any more.
    if (f->ended && !f->has_terminal) return;
    if (fds[0].revents != 0 && take_signals(f)) return;
    if (f->has_terminal) terminal_relay(&f->terminal, fds + 2);
    if (f->ended && terminal_drained(&f->terminal)) return;
  }
}

// While we wait, other commands may have the container. If one of them has deleted it, with the
// lock's file, what this program would do next was done, and the id may be another container's by
// now: there is nothing left but the status.
static bool regain_lock(const struct machine* m) {
  struct statx stat;
  if (m->lock < 0) return true;
  while (sys(__NR_flock, m->lock, LOCK_EX) == -EINTR) continue;
  return sys_fstat(m->lock, STATX_NLINK, &stat) < 0 || stat.stx_nlink > 0;
}

bool op_supervise(struct machine* m, const struct op_supervise* op) {
  static struct foreground f;
  f.m = m;
  if (m->pidfd < 0) return fail_at(m, "", 0, "there is no init process");
  f.signals = open_signals(m);
  if (f.signals < 0) return fail(m, "signalfd4", -f.signals);
  f.has_terminal = (op->head.present & HAS_SUPERVISE_TERMINAL) != 0;
  if (f.has_terminal) {
    open_terminal(&f.terminal, m->registers[op->terminal]);
    m->registers[op->terminal] = -1;
  }

  close_discarded();
  if (m->lock >= 0) sys(__NR_flock, m->lock, LOCK_UN);
  attend(&f);
  if (f.has_terminal) close_terminal(&f.terminal);
  discard(f.signals);
  struct child_info end = {0};
  reap_ended(&m->pidfd, &end);
  m->exit_status = exit_status(&end);
  if (!regain_lock(m)) sys_exit(m->exit_status);
  return true;
}
