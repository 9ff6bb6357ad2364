// proc(5): /proc/sys.
#include "beneath.h"
#include "namespace_inode.h"
#include "text.h"

// Nothing on the way may be anything but procfs itself: a file that a mount or symlink puts there
// takes the write elsewhere (CVE-2025-52881).
#define ONLY_PROCFS \
  (RESOLVE_BENEATH | RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS)

static int open_sysctl(const struct machine* m, const char* name) {
  // In two steps: in one, a .. in the name would leave /proc/sys for the rest of /proc.
  const int sysctls = open_resolved(m->proc, "sys", O_PATH | O_DIRECTORY, ONLY_PROCFS);
  if (sysctls < 0) return sysctls;
  const int fd = open_resolved(sysctls, name, O_WRONLY | O_NOFOLLOW, ONLY_PROCFS);
  discard(sysctls);
  return fd;
}

// Whose namespace a parameter belongs to. One that the container shares with the runtime is the
// host's: a path in linux.namespaces can lead there.
static bool is_runtimes(struct machine* m, const char* name) {
  const struct {
    const char* prefix;
    u64 type;
  } owners[] = {
      {"net/", CLONE_NEWNET},
      {"user/", CLONE_NEWUSER},
      {"fs/mqueue/", CLONE_NEWIPC},
      {"kernel/msg", CLONE_NEWIPC},
      {"kernel/sem", CLONE_NEWIPC},
      {"kernel/shm", CLONE_NEWIPC},
      {"kernel/hostname", CLONE_NEWUTS},
      {"kernel/domainname", CLONE_NEWUTS},
  };
  for (size_t i = 0; i < sizeof owners / sizeof owners[0]; i++) {
    if (starts_with(name, owners[i].prefix)) {
      return in_runtime_namespace(m, owners[i].type);
    }
  }
  return false;
}

bool op_sysctl(struct machine* m, const struct op_sysctl* op) {
  if (is_runtimes(m, text_of(m, op->name))) {
    return fail_at(m, "", EPERM, "its namespace is that of the runtime");
  }
  const int fd = open_sysctl(m, text_of(m, op->name));
  if (fd < 0) return fail(m, "openat2", -fd);

  struct statfs fs;
  const char* call = "fstatfs";
  long result = sys_fstatfs(fd, &fs);
  if (result == 0 && fs.f_type != PROC_SUPER_MAGIC) result = -EXDEV;
  if (result == 0) {
    call = "write";
    const size_t length = op->value.length;
    result = sys_write(fd, text_of(m, op->value), length);
    if (result >= 0 && (size_t)result < length) result = -EIO;
  }
  discard(fd);
  return result < 0 ? fail(m, call, (int)-result) : true;
}
