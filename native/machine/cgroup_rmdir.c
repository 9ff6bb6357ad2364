// Removing a cgroup with all that the container made below it: rmdir(2) in cgroupfs.
#include "cgroup.h"
#include "channel.h"
#include "descriptor.h"
#include "sys.h"
#include "text.h"

// Processes that were killed may take their time to go.
#define PATIENCE_MS 10000
#define PAUSE_MS 5

// Tries to remove every subdirectory of the open cgroup. The first that is busy goes to `busy`; how
// many were removed, or negative errno.
static int remove_below(int dir, char busy[256]) {
  char entries[1024] __attribute__((aligned(8)));
  int removed = 0;
  long size;
  busy[0] = 0;
  sys_rewind(dir);
  while ((size = sys_getdents64(dir, entries, sizeof entries)) > 0) {
    for (long at = 0; at < size;) {
      const struct dirent64* entry = (const struct dirent64*)(const void*)(entries + at);
      at += entry->length;
      if (entry->type != DT_DIR || equal(entry->name, ".") || equal(entry->name, "..")) continue;
      const int error = sys_unlinkat(dir, entry->name, AT_REMOVEDIR);
      if (error == 0)
        removed++;
      else if (error == -EBUSY)
        copy_text(busy, 256, entry->name);
      else if (error != -ENOENT)
        return error;
    }
  }
  return size < 0 ? (int)size : removed;
}

// Goes down to what is busy and up again once it is empty, by descriptors alone: the depth is the
// container's choice. 0 or negative errno; -EBUSY where a process is in the way.
static int remove_tree_below(int root) {
  u32 level = 0;
  int dir = sys_openat(root, ".", O_RDONLY | O_DIRECTORY, 0);
  while (dir >= 0) {
    char busy[256];
    const int removed = remove_below(dir, busy);
    int next = removed;
    if (removed >= 0 && busy[0] != 0) {
      next = sys_openat(dir, busy, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
      level++;
    } else if (removed >= 0 && level == 0) {
      discard(dir);
      return 0;
    } else if (removed == 0) {
      next = -EBUSY;  // it was busy, but nothing is below it
    } else if (removed > 0) {
      next = sys_openat(dir, "..", O_RDONLY | O_DIRECTORY, 0);
      level--;
    }
    discard(dir);
    dir = next;
  }
  return dir == -ENOENT ? -EBUSY : dir;  // it went meanwhile; the caller looks again
}

// Whether an earlier op of this program has made it, and seen that it is a cgroup.
static bool is_known(const struct machine* m, const char* path) {
  for (u32 i = 0; i < m->at && i < m->header->op_count; i++) {
    const struct op_cgroup_mkdir* op = (const struct op_cgroup_mkdir*)(const void*)op_at(m, i);
    if (op->head.code == OP_CGROUP_MKDIR && equal(text_of(m, op->path), path)) return true;
  }
  return false;
}

static int remove_cgroup(const struct machine* m, const char* path) {
  int error = is_known(m, path) ? 0 : check_cgroup(path);
  if (error == 0) error = sys_unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
  if (error != -EBUSY) return error;

  const int dir = open_cgroup(path);
  if (dir < 0) return dir;
  error = remove_tree_below(dir);
  discard(dir);
  return error < 0 ? error : sys_unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

bool op_cgroup_rmdir(struct machine* m, const struct op_cgroup_rmdir* op) {
  char path[4096];
  if (!copy_text(path, sizeof path, text_of(m, op->path))) return fail(m, "", ENAMETOOLONG);
  const u32 base = op->base.length;
  if (!is_below(path, text_of(m, op->base)))
    return fail_at(m, "", EINVAL, "it is not below its base");

  int error;
  for (u32 waited = 0; (error = remove_cgroup(m, path)) == -EBUSY && waited < PATIENCE_MS;) {
    if (await_readable(m, -1, PAUSE_MS) < 0) return false;
    waited += PAUSE_MS;
  }
  if (error < 0 && error != -ENOENT) return fail(m, "rmdir", -error);

  // Those above were made along with it, unless another container is in them.
  for (u32 length = (u32)strlen(path); length > base; length--) {
    if (path[length] != '/') continue;
    path[length] = 0;
    if (length <= base || sys_unlinkat(AT_FDCWD, path, AT_REMOVEDIR) < 0) break;
  }
  return true;
}
