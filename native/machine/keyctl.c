// keyctl(2): a session keyring of the container's own, so that it does not share the engine's.
#include <linux/keyctl.h>

#include "machine.h"
#include "sys.h"

// Permissions of a key: eight bits each for possessor, user, group, others. The kernel's headers
// for users lack them.
#define POSSESSOR_ALL 0x3f000000u
#define USER_VIEW 0x00010000u
#define USER_READ 0x00020000u
#define USER_SEARCH 0x00080000u
#define USER_LINK 0x00100000u

static bool is_unavailable(long error) {
  return error == -ENOSYS || error == -EPERM || error == -EDQUOT;
}

bool op_keyring(struct machine* m, const struct op_keyring* op) {
  const long ring = sys(__NR_keyctl, KEYCTL_JOIN_SESSION_KEYRING, text_of(m, op->name));
  if (is_unavailable(ring)) {
    warn(m, "no session keyring of its own: the kernel, a filter or the quota forbids it");
    return true;
  }
  if (ring < 0) return fail(m, "keyctl", (int)-ring);

  // Search for the user: exec joins it as another process of the same user.
  const long error = sys(__NR_keyctl, KEYCTL_SETPERM, ring,
                         POSSESSOR_ALL | USER_VIEW | USER_READ | USER_SEARCH | USER_LINK);
  return error < 0 && !is_unavailable(error) ? fail(m, "keyctl", (int)-error) : true;
}
