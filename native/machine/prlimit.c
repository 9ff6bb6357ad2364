// prlimit(2): the limits of the container's process, and the machine's own.
#include "process.h"

#define RLIMIT_NOFILE 7

// Every source of a bind mount is a descriptor until init has attached it, and there may be more
// than the soft limit that engines are started with.
void raise_descriptor_limit(struct machine* m) {
  struct rlimit64 limit;
  if (sys_prlimit(0, RLIMIT_NOFILE, NULL, &limit) < 0) return;
  m->descriptors_soft = limit.rlim_cur;
  m->descriptors_hard = limit.rlim_max;
  if (limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  sys_prlimit(0, RLIMIT_NOFILE, &limit, NULL);
}

// Whether the config's own limit is set by now, which is then not the machine's to change.
static bool is_limited(const struct machine* m) {
  if (m->track != TRACK_CONTAINER) return false;
  for (u32 i = 0; i < m->at; i++) {
    const struct op_prlimit* op = (const struct op_prlimit*)(const void*)op_at(m, i);
    if (op->head.code == OP_PRLIMIT && op->resource == RLIMIT_NOFILE) return true;
  }
  return false;
}

void restore_descriptor_limit(const struct machine* m) {
  if (m->descriptors_soft == m->descriptors_hard || is_limited(m)) return;
  const struct rlimit64 given = {.rlim_cur = m->descriptors_soft, .rlim_max = m->descriptors_hard};
  sys_prlimit(0, RLIMIT_NOFILE, &given, NULL);
}

bool op_prlimit(struct machine* m, const struct op_prlimit* op) {
  const struct rlimit64 limit = {.rlim_cur = op->soft, .rlim_max = op->hard};
  const int error = sys_prlimit(m->pid, (u32)op->resource, &limit, NULL);
  return error < 0 ? fail(m, "prlimit", -error) : true;
}
