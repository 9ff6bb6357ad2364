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
  discard(parent);
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
  // cpuset: of the directory reached, for the next one.
  char cpus[MAX_CPUSET], mems[MAX_CPUSET];
};

// A directory that we made is blank: it need not be read.
static int give_cpuset(struct making* making, int dir, bool made) {
  int error = made ? write_file_at(dir, "cpuset.cpus", making->cpus, strlen(making->cpus))
                   : fill_cpuset(dir, "cpuset.cpus", 0, making->cpus);
  if (error < 0) return error;
  error = made ? write_file_at(dir, "cpuset.mems", making->mems, strlen(making->mems))
               : fill_cpuset(dir, "cpuset.mems", 0, making->mems);
  return error < 0 ? error : 0;
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

// One directory of the path, named by its length: made where it is missing.
static int make_directory(struct making* making, char* path, u32 length, bool* made) {
  const char saved = path[length];
  path[length] = 0;
  const int error = sys_mkdirat(AT_FDCWD, path, 0755);
  path[length] = saved;
  *made = error == 0;
  if (*made && making->made == 0) making->made = length;
  return error == -EEXIST ? 0 : error;
}

static u32 next_level(const char* path, u32 at) {
  while (path[at] == '/') at++;
  while (path[at] != '/' && path[at] != 0) at++;
  return at;
}

// The whole path, from base down. Most hierarchies need no look into the directories on the way.
static int make_bare_path(struct making* making, char* path, u32 base) {
  int error = 0;
  bool made = false;
  for (u32 at = base; error == 0 && path[at] != 0;) {
    at = next_level(path, at);
    error = make_directory(making, path, at, &made);
  }
  if (error < 0 || made) return error < 0 ? error : check_cgroup(path);

  const int dir = open_cgroup(path);
  if (dir < 0) return dir;
  error = check_unused(dir);
  discard(dir);
  return error;
}

// Below one that was checked.
static int open_level(char* path, u32 length) {
  const char saved = path[length];
  path[length] = 0;
  const int dir = sys_open(path, O_RDONLY | O_DIRECTORY, 0);
  path[length] = saved;
  return dir;
}

// The same, where what is above gives something down: a cpuset's cpus and mems, v2's controllers.
static int make_path_from(struct making* making, char* path, int dir, u32 at) {
  const struct op_cgroup_mkdir* op = making->op;
  bool made = false;
  int error = op->cpuset != 0 ? give_cpuset(making, dir, false) : 0;
  while (error == 0 && path[at] != 0) {
    if ((op->head.present & HAS_CGROUP_MKDIR_CONTROLLERS) != 0) {
      enable_controllers(dir, text_of(making->m, op->controllers));
    }
    at = next_level(path, at);
    error = make_directory(making, path, at, &made);
    if (error < 0) break;
    discard(dir);
    dir = open_level(path, at);
    if (dir < 0) return dir;
    if (op->cpuset != 0) error = give_cpuset(making, dir, made);
  }
  if (error == 0 && !made) error = check_unused(dir);
  discard(dir);
  return error;
}

static int make_path(struct making* making, char* path, bool again) {
  const struct op_cgroup_mkdir* op = making->op;
  u32 base = op->base.length;
  const bool bare = op->cpuset == 0 && (op->head.present & HAS_CGROUP_MKDIR_CONTROLLERS) == 0;
  if (bare && !again) return make_bare_path(making, path, base);

  const int dir = open_base(path, &base);
  return dir < 0 ? dir : make_path_from(making, path, dir, base);
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

  static struct making making;
  making.m = m;
  making.op = op;
  making.made = 0;
  // ENODEV: it was removed while it was open.
  int error = -ENOENT;
  for (int i = 0; i < ATTEMPTS && (error == -ENOENT || error == -ENODEV); i++)
    error = make_path(&making, path, i > 0);
  if (error == 0) return true;
  remove_made(&making, path, length);
  const bool may_be_denied =
      (op->head.present & HAS_CGROUP_MKDIR_IF_DENIED) != 0 && op->if_denied == PLAN_MISSING_SKIP;
  return may_be_denied && is_denied(error) ? true : fail(m, "mkdir", -error);
}
