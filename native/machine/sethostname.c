// sethostname(2), setdomainname(2).
#include "machine.h"
#include "namespace_inode.h"
#include "sys.h"

static bool set_name(struct machine* m, const char* call, long number, struct cell name) {
  if (!require_own_namespace(m, CLONE_NEWUTS)) return false;
  const long error = sys(number, text_of(m, name), name.length);
  return error < 0 ? fail(m, call, (int)-error) : true;
}

bool op_sethostname(struct machine* m, const struct op_sethostname* op) {
  return set_name(m, "sethostname", __NR_sethostname, op->name);
}

bool op_setdomainname(struct machine* m, const struct op_setdomainname* op) {
  return set_name(m, "setdomainname", __NR_setdomainname, op->name);
}
