// Making a cgroup: mkdir(2) in cgroupfs, and what a new cgroup needs before a process may enter it.
#include "cgroup.h"
#include "descriptor.h"
#include "files.h"
#include "sys.h"
#include "text.h"

// Another runtime may remove an empty parent between our two mkdirs.
#define ATTEMPTS 16

static bool is_blank(const char* text) {
  while (*text == ' ' || *text == '\n') text++;
  return *text == 0;
}

#define MAX_CPUSET 4096

// v1: a cpuset without cpus or mems takes no process; a new one has none, and neither have those
// above it that another made and left so. What the nearest one above has that has any goes to all
// between, and to `value`. The length of that, or negative errno.
static int fill_cpuset(int dir, const char* file, u32 level, char value[MAX_CPUSET]) {
  int length = read_file_at(dir, file, value, MAX_CPUSET);
  if (length < 0 || !is_blank(value)) return length;
  if (level == MAX_LEVELS_ABOVE) return -ELOOP;
  const int parent = sys_openat(dir, "..", O_RDONLY | O_DIRECTORY, 0);
  if (parent < 0) return parent;
  length = fill_cpuset(parent, file, level + 1, value);
  sys_close(parent);
  if (length < 0) return length;
  const int error = write_file_at(dir, file, value, (size_t)length);
  return error < 0 ? error : length;
}

// One that existed before must be nobody's: a process in it would share the limits, a frozen one
// would never start.
static int check_unused(int dir) {
  char text[256];
  int length = read_file_at(dir, "cgroup.events", text, sizeof text);  // v2: of all below, too
  if (length >= 0) {
    for (const char* at = text; at != NULL;
         at = find_char(at, '\n'), at = at == NULL ? NULL : at + 1) {
      if (starts_with(at, "populated 1") || starts_with(at, "frozen 1")) return -EBUSY;
    }
    length = read_file_at(dir, "cgroup.freeze", text, sizeof text);
    return length >= 0 && starts_with(text, "1") ? -EBUSY : 0;
  }
  length = read_file_at(dir, "cgroup.procs", text, sizeof text);
  if (length > 0 || length == -EFBIG) return -EBUSY;
  length = read_file_at(dir, "freezer.state", text, sizeof text);
  return length >= 0 && !starts_with(text, "THAWED") ? -EBUSY : 0;
}

struct making {
  struct machine* m;
  const struct op_cgroup_mkdir* op;
  u32 made;  // length of the path up to the first directory that is ours; 0: none is
};

// One directory of the path, named by its length: made where it is missing, opened.
static int make_level(struct making* making, char* path, u32 length) {
  const struct op_cgroup_mkdir* op = making->op;
  const char saved = path[length];
  path[length] = 0;
  int error = sys_mkdirat(AT_FDCWD, path, 0755);
  const bool made = error == 0;
  if (made && making->made == 0) making->made = length;
  if (error == -EEXIST) error = 0;
  int dir = error < 0 ? error : open_cgroup(path);
  if (dir >= 0 && op->cpuset != 0) {
    char value[MAX_CPUSET];
    error = fill_cpuset(dir, "cpuset.cpus", 0, value);
    if (error >= 0) error = fill_cpuset(dir, "cpuset.mems", 0, value);
    if (error > 0) error = 0;
  }
  path[length] = saved;
  if (dir >= 0 && error == 0 && saved == 0 && !made) error = check_unused(dir);
  if (dir >= 0 && error < 0) {
    sys_close(dir);
    dir = error;
  }
  return dir;
}

// What was there while the plan was made may be gone: another container's end took it along. Opens
// the nearest above it that is there still, and tells its length.
static int open_base(char* path, u32* length) {
  for (;;) {
    const char saved = path[*length];
    path[*length] = 0;
    const int dir = open_cgroup(path);
    path[*length] = saved;
    if (dir != -ENOENT) return dir;
    do {
      if (*length <= 1) return dir;
    } while (path[--*length] != '/');
  }
}

// The whole path, from base down.
static int make_path(struct making* making, char* path, u32 base) {
  const struct op_cgroup_mkdir* op = making->op;
  u32 at = base;
  int dir = open_base(path, &at);
  while (dir >= 0 && path[at] != 0) {
    while (path[at] == '/') at++;
    while (path[at] != '/' && path[at] != 0) at++;
    if ((op->head.present & HAS_CGROUP_MKDIR_CONTROLLERS) != 0) {
      enable_controllers(dir, text_of(making->m, op->controllers));
    }
    const int below = make_level(making, path, at);
    sys_close(dir);
    dir = below;
  }
  if (dir >= 0) sys_close(dir);
  return dir < 0 ? dir : 0;
}

// A failed op leaves nothing: what was made is empty, and so can go.
static void remove_made(const struct making* making, char* path, u32 length) {
  if (making->made == 0) return;
  while (length >= making->made) {
    path[length] = 0;
    sys_unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
    while (length > 0 && path[length] != '/') length--;
  }
}

bool op_cgroup_mkdir(struct machine* m, const struct op_cgroup_mkdir* op) {
  char path[4096];
  if (!copy_text(path, sizeof path, text_of(m, op->path))) return fail(m, "", ENAMETOOLONG);
  u32 length = op->path.length;
  while (length > 1 && path[length - 1] == '/') path[--length] = 0;
  if (!is_below(path, text_of(m, op->base)))
    return fail_at(m, "", EINVAL, "it is not below its base");

  struct making making = {.m = m, .op = op};
  // ENODEV: it was removed while it was open.
  int error = -ENOENT;
  for (int i = 0; i < ATTEMPTS && (error == -ENOENT || error == -ENODEV); i++)
    error = make_path(&making, path, op->base.length);
  if (error == 0) return true;
  remove_made(&making, path, length);
  const bool may_be_denied =
      (op->head.present & HAS_CGROUP_MKDIR_IF_DENIED) != 0 && op->if_denied == PLAN_MISSING_SKIP;
  return may_be_denied && is_denied(error) ? true : fail(m, "mkdir", -error);
}
