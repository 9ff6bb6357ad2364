// A signal to every process of a cgroup and below it.
#include "cgroup.h"
#include "descriptor.h"
#include "sys.h"

// Rounds until no process is new; a fork bomb is outrun by SIGKILL and the cgroup's own limit, or
// not at all.
#define MAX_ROUNDS 1000

#define MAX_PID 4194304  // PID_MAX_LIMIT

struct signalling {
  i32 self;
  int signal;
  bool found;   // a process that was not signalled before
  bool marked;  // some of `done` is set
  int error;
  u64 done[MAX_PID / 64];  // by pid; pages are there only where there are processes
};

static void signal_process(void* context, i32 pid) {
  struct signalling* s = context;
  if (pid <= 0 || pid >= MAX_PID || pid == s->self || (s->done[pid / 64] >> pid % 64 & 1) != 0)
    return;
  s->done[pid / 64] |= 1ull << pid % 64;
  s->found = s->marked = true;
  const int pidfd = sys_pidfd_open(pid);
  const int error = pidfd < 0 ? pidfd : sys_pidfd_send_signal(pidfd, s->signal);
  close_fd(pidfd);
  if (error < 0 && error != -ESRCH && error != -EINVAL) s->error = error;
}

// An earlier op of this program may have signalled others. Hardly ever: to look through all of it
// each time would cost more than all else that removing a container's cgroups takes.
static void forget_processes(struct signalling* s) {
  for (u32 i = 0; s->marked && i < MAX_PID / 64; i++) {
    if (s->done[i] != 0) s->done[i] = 0;
  }
  s->marked = false;
}

static void look_for_self(void* context, i32 pid) {
  struct signalling* s = context;
  if (pid == s->self) s->found = true;
}

// v2, Linux 5.14: all at once, also what forks meanwhile. Not where it would end the machine too.
static bool kill_at_once(struct signalling* s, int cgroup) {
  if (s->signal != SIGKILL) return false;
  const int fd = sys_openat(cgroup, "cgroup.kill", O_WRONLY, 0);
  if (fd < 0) return false;  // v1 has none
  s->found = false;
  const bool killed =
      for_each_process(cgroup, look_for_self, s) == 0 && !s->found && sys_write(fd, "1", 1) == 1;
  discard(fd);
  return killed;
}

bool op_signal_cgroup(struct machine* m, const struct op_signal_cgroup* op) {
  static struct signalling s;
  s.self = m->self;
  s.signal = (int)op->signal;
  s.error = 0;
  forget_processes(&s);
  for (int round = 0; round < MAX_ROUNDS; round++) {
    const int cgroup = open_cgroup(text_of(m, op->path));
    if (cgroup == -ENOENT && (op->if_missing == PLAN_MISSING_SKIP || round > 0)) return true;
    if (cgroup < 0) return fail(m, "open", -cgroup);
    if (round == 0 && kill_at_once(&s, cgroup)) {
      discard(cgroup);
      return true;
    }
    s.found = false;
    struct cgroup_walk walk = walk_cgroup(cgroup);
    do for_each_process(walk.fd, signal_process, &s);
    while (walk_on(&walk));
    if (!s.found) break;
  }
  return s.error < 0 ? fail(m, "pidfd_send_signal", -s.error) : true;
}
