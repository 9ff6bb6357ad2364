// capabilities(7): the five sets.
#include <linux/capability.h>

#include "machine.h"
#include "sys.h"

#define CAPABILITIES 64

struct sets {
  u64 effective, permitted, inheritable;
};

static int get_sets(struct sets* sets) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[2];
  const int error = (int)sys(__NR_capget, &header, data);
  if (error < 0) return error;
  sets->effective = data[0].effective | (u64)data[1].effective << 32;
  sets->permitted = data[0].permitted | (u64)data[1].permitted << 32;
  sets->inheritable = data[0].inheritable | (u64)data[1].inheritable << 32;
  return 0;
}

static int set_sets(const struct sets* sets) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  const struct __user_cap_data_struct data[2] = {
      {(u32)sets->effective, (u32)sets->permitted, (u32)sets->inheritable},
      {(u32)(sets->effective >> 32), (u32)(sets->permitted >> 32), (u32)(sets->inheritable >> 32)},
  };
  return (int)sys(__NR_capset, &header, data);
}

// Of those that this kernel has: one beyond them is EINVAL.
static u64 bounding_set(void) {
  u64 bounding = 0;
  for (u32 i = 0; i < CAPABILITIES; i++) {
    const int has = sys_prctl(PR_CAPBSET_READ, i, 0, 0, 0);
    if (has < 0) break;
    if (has > 0) bounding |= 1ull << i;
  }
  return bounding;
}

bool op_drop_bounding(struct machine* m, const struct op_drop_bounding* op) {
  for (u32 i = 0; i < CAPABILITIES; i++) {
    if (op->keep >> i & 1) continue;
    const int error = sys_prctl(PR_CAPBSET_DROP, i, 0, 0, 0);
    if (error == -EINVAL) break;
    // Without the privilege to drop one it may be gone already.
    if (error < 0 && sys_prctl(PR_CAPBSET_READ, i, 0, 0, 0) != 0) return fail(m, "prctl", -error);
  }
  return true;
}

// A capability that cannot be raised warns in the plan; it is no reason not to start. The kernel
// keeps ambient ones only as long as they are permitted and inheritable.
static void raise_ambient(const struct sets* sets, u64 wanted) {
  const u64 possible = sets->permitted & sets->inheritable;
  const u64 ambient = wanted & possible;
  if (possible == 0) return;
  sys_prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  for (u32 i = 0; i < CAPABILITIES; i++) {
    if (ambient >> i & 1) sys_prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, i, 0, 0);
  }
}

// What the process does not have is left out.
static void keep_to(struct sets* sets, const struct sets* had) {
  sets->permitted &= had->permitted;
  sets->effective &= sets->permitted;
  // The two bounds that the kernel holds new inheritable ones to.
  sets->inheritable &= had->inheritable | had->permitted;
  if ((sets->inheritable & ~had->inheritable) != 0) {
    sets->inheritable &= had->inheritable | bounding_set();
  }
}

bool op_capset(struct machine* m, const struct op_capset* op) {
  struct sets sets = {.effective = op->effective & op->permitted,
                      .permitted = op->permitted,
                      .inheritable = op->inheritable};
  int error = set_sets(&sets);
  if (error == -EPERM) {
    struct sets had;
    error = get_sets(&had);
    if (error < 0) return fail(m, "capget", -error);
    keep_to(&sets, &had);
    error = set_sets(&sets);
  }
  if (error < 0) return fail(m, "capset", -error);

  raise_ambient(&sets, op->ambient);  // PR_SET_KEEPCAPS goes by itself, at execve
  return true;
}

bool op_no_new_privileges(struct machine* m, const struct op_no_new_privileges* op) {
  (void)op;
  const int error = sys_prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  return error < 0 ? fail(m, "prctl", -error) : true;
}
