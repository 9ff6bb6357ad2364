// Reading cgroups: see cgroup.h.
#include "cgroup.h"
#include "descriptor.h"
#include "sys.h"
#include "text.h"

static bool is_cgroupfs(const struct statfs* fs) {
  return fs->f_type == CGROUP2_SUPER_MAGIC || fs->f_type == CGROUP_SUPER_MAGIC;
}

int open_cgroup(const char* path) {
  const int fd = sys_open(path, O_RDONLY | O_DIRECTORY, 0);
  if (fd < 0) return fd;
  struct statfs fs;
  int error = sys_fstatfs(fd, &fs);
  if (error == 0 && !is_cgroupfs(&fs)) error = -EINVAL;
  if (error == 0) return fd;
  discard(fd);
  return error;
}

int check_cgroup(const char* path) {
  struct statfs fs;
  const int error = sys_statfs(path, &fs);
  return error == 0 && !is_cgroupfs(&fs) ? -EINVAL : error;
}

bool is_below(const char* path, const char* base) {
  const size_t length = strlen(base);
  if (length == 0 || !starts_with(path, base)) return false;
  return base[length - 1] == '/' || path[length] == '/' || path[length] == 0;
}

// Where the walk goes on in the directory of each level.
static i64 resume[MAX_CGROUP_LEVELS];

struct cgroup_walk walk_cgroup(int fd) {
  resume[0] = 0;
  return (struct cgroup_walk){.fd = fd};
}

// cgroupfs counts them among a directory's links, which tells without listing its files.
static bool has_below(int dir) {
  struct statx stat;
  return sys_fstat(dir, STATX_NLINK, &stat) < 0 || stat.stx_nlink != 2;
}

// The next subdirectory from *offset on, opened; -1 where there is none.
static int next_below(int dir, i64* offset) {
  if (!has_below(dir)) return -1;
  sys(__NR_lseek, dir, *offset, 0);
  char entries[1024] __attribute__((aligned(8)));
  long size;
  while ((size = sys_getdents64(dir, entries, sizeof entries)) > 0) {
    for (long at = 0; at < size;) {
      const struct dirent64* entry = (const struct dirent64*)(const void*)(entries + at);
      at += entry->length;
      *offset = entry->offset;
      if (entry->type != DT_DIR || equal(entry->name, ".") || equal(entry->name, "..")) continue;
      const int below = sys_openat(dir, entry->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
      if (below >= 0) return below;  // else it went away meanwhile
    }
  }
  return -1;
}

bool walk_on(struct cgroup_walk* walk) {
  for (;;) {
    const int below =
        walk->level + 1 < MAX_CGROUP_LEVELS ? next_below(walk->fd, &resume[walk->level]) : -1;
    if (below >= 0) {
      discard(walk->fd);
      walk->fd = below;
      resume[++walk->level] = 0;
      return true;
    }
    const int above = walk->level > 0 ? sys_openat(walk->fd, "..", O_RDONLY | O_DIRECTORY, 0) : -1;
    discard(walk->fd);
    if (above < 0) return false;
    walk->fd = above;
    walk->level--;
  }
}

int for_each_process(int cgroup, void (*each)(void* context, i32 pid), void* context) {
  const int fd = sys_openat(cgroup, "cgroup.procs", O_RDONLY, 0);
  if (fd < 0) return fd;
  char bytes[4096];
  i32 pid = -1;  // none begun
  long n;
  while ((n = sys_read(fd, bytes, sizeof bytes)) > 0 || n == -EINTR) {
    for (long i = 0; i < n; i++) {
      if (bytes[i] >= '0' && bytes[i] <= '9') {
        pid = (pid < 0 ? 0 : pid) * 10 + (bytes[i] - '0');
      } else if (pid >= 0) {
        each(context, pid);
        pid = -1;
      }
    }
  }
  discard(fd);
  return (int)n;
}
