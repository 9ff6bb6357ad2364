// credentials(7): the session, ids and mode mask that the process will have.
#include "machine.h"
#include "sys.h"
#include "text.h"

static bool result_of(struct machine* m, const char* call, long result) {
  return result < 0 ? fail(m, call, (int)-result) : true;
}

bool op_setsid(struct machine* m, const struct op_setsid* op) {
  (void)op;
  return result_of(m, "setsid", sys_setsid());
}

bool op_undumpable(struct machine* m, const struct op_undumpable* op) {
  (void)op;
  m->undumpable = true;
  return result_of(m, "prctl", sys_prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
}

bool op_umask(struct machine* m, const struct op_umask* op) {
  m->umask = (u32)op->mask;  // from the next exec on
  return true;
}

bool op_setgroups(struct machine* m, const struct op_setgroups* op) {
  // The kernel's own limit, NGROUPS_MAX; in .bss, where only what is used costs memory.
  static u32 groups[65536];
  const u32 count = op->groups.length;
  if (count > sizeof groups / sizeof groups[0]) return fail(m, "setgroups", EINVAL);

  for (u32 i = 0; i < count; i++) {
    u64 group;
    if (!parse_number(text_at(m, op->groups, i), &group) || group >= UINT32_MAX) {
      return fail(m, "setgroups", EINVAL);
    }
    groups[i] = (u32)group;
  }
  return result_of(m, "setgroups", sys(__NR_setgroups, count, groups));
}

static bool has_death_signal(void) {
  int signal = 0;
  return sys_prctl(PR_GET_PDEATHSIG, (unsigned long)(uintptr_t)&signal, 0, 0, 0) == 0 &&
         signal == SIGKILL;
}

// A change of ids takes the death signal away, and puts what sysctl fs.suid_dumpable says in place
// of what undumpable set. Where they were these ids already, it does neither.
static long change_ids(struct machine* m, long number, u64 id) {
  const long result = sys(number, id, id, id);
  const bool mortal = m->to_runtime >= 0;
  if (mortal && has_death_signal()) return result;
  if (m->undumpable) sys_prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  if (mortal) sys_prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  return result;
}

bool op_setresgid(struct machine* m, const struct op_setresgid* op) {
  return result_of(m, "setresgid", change_ids(m, __NR_setresgid, op->gid));
}

bool op_setresuid(struct machine* m, const struct op_setresuid* op) {
  // Else the first step away from root would take all capabilities, before capset can say which
  // stay.
  const int error = op->uid == 0 ? 0 : sys_prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
  if (error < 0) return fail(m, "prctl", -error);
  return result_of(m, "setresuid", change_ids(m, __NR_setresuid, op->uid));
}
