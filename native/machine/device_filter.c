// bpf(2): the device rules of a v2 cgroup.
#include <linux/bpf.h>

#include "cgroup.h"
#include "descriptor.h"
#include "sys.h"

// The kernel allows 64 programs on a cgroup (BPF_CGROUP_MAX_PROGS).
#define MAX_PROGRAMS 64

static int sys_bpf(int command, union bpf_attr* attr) {
  return (int)sys(__NR_bpf, command, attr, sizeof *attr);
}

static int load(const struct machine* m, struct cell program) {
  union bpf_attr attr = {
      .prog_type = BPF_PROG_TYPE_CGROUP_DEVICE,
      .insns = (u64)(uintptr_t)text_of(m, program),
      .insn_cnt = program.length / sizeof(struct bpf_insn),
      .license = (u64)(uintptr_t) "Apache",  // no GPL-only helper is called
  };
  return sys_bpf(BPF_PROG_LOAD, &attr);
}

// The ids of the programs on the cgroup itself: how many, or negative errno.
static int query(int cgroup, u32 ids[MAX_PROGRAMS]) {
  union bpf_attr attr = {.query = {.target_fd = (u32)cgroup,
                                   .attach_type = BPF_CGROUP_DEVICE,
                                   .prog_ids = (u64)(uintptr_t)ids,
                                   .prog_cnt = MAX_PROGRAMS}};
  const int error = sys_bpf(BPF_PROG_QUERY, &attr);
  return error < 0 ? error : (int)attr.query.prog_cnt;
}

static int attach(int cgroup, int program) {
  union bpf_attr attr = {.target_fd = (u32)cgroup,
                         .attach_bpf_fd = (u32)program,
                         .attach_type = BPF_CGROUP_DEVICE,
                         .attach_flags = BPF_F_ALLOW_MULTI};
  return sys_bpf(BPF_PROG_ATTACH, &attr);
}

static int detach(int cgroup, u32 id) {
  union bpf_attr by_id = {.prog_id = id};
  const int program = sys_bpf(BPF_PROG_GET_FD_BY_ID, &by_id);
  if (program < 0) return program;
  union bpf_attr attr = {
      .target_fd = (u32)cgroup, .attach_bpf_fd = (u32)program, .attach_type = BPF_CGROUP_DEVICE};
  const int error = sys_bpf(BPF_PROG_DETACH, &attr);
  discard(program);
  return error;
}

// The new one first: all that are attached must agree, so no moment is without rules.
static const char* replace(int cgroup, int program, int* error) {
  u32 old[MAX_PROGRAMS];
  const int count = *error = query(cgroup, old);
  if (count < 0) return "bpf(BPF_PROG_QUERY)";
  *error = attach(cgroup, program);
  if (*error < 0) return "bpf(BPF_PROG_ATTACH)";
  for (int i = 0; i < count; i++) {
    *error = detach(cgroup, old[i]);
    if (*error < 0 && *error != -ENOENT) return "bpf(BPF_PROG_DETACH)";
  }
  *error = 0;
  return "";
}

bool op_device_filter(struct machine* m, const struct op_device_filter* op) {
  if (op->program.length == 0 || op->program.length % sizeof(struct bpf_insn) != 0) {
    return fail_at(m, "", EINVAL, "the filter is no BPF program");
  }
  const int cgroup = open_cgroup(text_of(m, op->path));
  if (cgroup < 0) return fail(m, "open", -cgroup);
  const char* call = "bpf(BPF_PROG_LOAD)";
  const int program = load(m, op->program);
  int error = program;
  if (program >= 0) call = replace(cgroup, program, &error);
  close_fd(program);
  discard(cgroup);
  return error < 0 ? fail(m, call, -error) : true;
}
