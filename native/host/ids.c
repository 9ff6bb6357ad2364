// credentials(7), capabilities(7): what /proc/self/status would say, without making the kernel
// print it.

#include <errno.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host.h"

static void write_hex(uint32_t number, char* at) {
  for (int i = 7; i >= 0; i--, number >>= 4) at[i] = "0123456789abcdef"[number & 0xf];
}

static bool read_capabilities(struct host_credentials* ids, struct host_error* error) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
  if (syscall(SYS_capget, &header, data) < 0) return host_fail(error, "capget", errno);
  write_hex(data[1].effective, ids->cap_eff);
  write_hex(data[0].effective, ids->cap_eff + 8);
  ids->cap_eff[16] = '\0';
  return true;
}

bool host_ids(struct host_credentials* ids, struct host_error* error) {
  *ids = (struct host_credentials){.uid = geteuid(), .gid = getegid()};
  if (!read_capabilities(ids, error)) return false;

  const int count = getgroups(0, NULL);
  if (count < 0) return host_fail(error, "getgroups", errno);
  if (count == 0) return true;
  ids->groups = malloc((size_t)count * sizeof *ids->groups);
  if (ids->groups == NULL) return host_fail(error, "getgroups", ENOMEM);
  ids->group_count = (size_t)count;
  if (getgroups(count, ids->groups) == count) return true;
  free(ids->groups);
  return host_fail(error, "getgroups", errno);
}
