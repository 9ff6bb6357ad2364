// openat2(2) beneath the rootfs, and making what is missing there.
//
// The kernel resolves (RESOLVE_IN_ROOT); only where something is missing, a walk of our own goes
// from descriptor to descriptor, because a path cannot be checked and then made: mkdir(2) by name
// would follow a symlink that was put there in between (CVE-2024-45310).
#include "beneath.h"

#include "namespace_inode.h"
#include "text.h"

// Modes of what stands in the way of a target and was never asked for.
#define ABOVE_MODE 0755
#define MAX_LINKS 40

// A path with .. in it cannot be resolved in a root while anything on the system is renamed or
// mounted; the kernel gives up with EAGAIN each time. First at once, then giving way, then asleep:
// about two seconds in all.
#define TRIES_AT_ONCE 64
#define TRIES_YIELDING 512
#define TRIES 2048

static void give_way(u32 tries) {
  if (tries < TRIES_AT_ONCE) return;
  if (tries < TRIES_YIELDING) {
    sys(__NR_sched_yield);
    return;
  }
  const struct __kernel_timespec millisecond = {.tv_nsec = 1000000};
  sys(__NR_nanosleep, &millisecond, NULL);
}

int open_resolved(int dir, const char* path, u64 flags, u64 resolve) {
  for (u32 tries = 0; tries < TRIES; tries++) {
    const int fd = sys_openat2(dir, path, flags, 0, resolve);
    if (fd != -EAGAIN && fd != -EINTR) return fd;
    give_way(tries);
  }
  return -EAGAIN;
}

static int open_in(int root, const char* path, u64 flags, u64 resolve) {
  return open_resolved(root, path, flags, RESOLVE_IN_ROOT | resolve);
}

int root_of(struct machine* m) {
  if (m->root >= 0) return m->root;
  if (in_runtime_namespace(m, CLONE_NEWNS)) return -EPERM;
  const int root = sys_open("/", O_PATH | O_DIRECTORY, 0);
  m->root = keep(m, root);
  return m->root;
}

int open_beneath(struct machine* m, const char* target, u64 flags) {
  const int root = root_of(m);
  return root < 0 ? root : open_in(root, target, flags, 0);
}

// "self/fd/N", below the procfs that the machine holds.
static const char* self_fd(char out[FD_PATH_SIZE], int fd) {
  return fd_path(out, fd) + sizeof "/proc/" - 1;
}

int reopen(struct machine* m, int fd, int flags) {
  char path[FD_PATH_SIZE];
  return sys_openat(m->proc, self_fd(path, fd), flags, 0);
}

int change_mode(struct machine* m, int fd, u32 mode) {
  char path[FD_PATH_SIZE];
  return sys_fchmodat(m->proc, self_fd(path, fd), mode);
}

// --- the walk
// -----------------------------------------------------------------------------------------

struct walk {
  int root;
  int at;     // the directory reached, O_PATH; the root's own descriptor is never closed
  int found;  // the target, where that is no directory; else -1
  u32 links;  // symlinks followed so far
  char reached[MAX_PATH];   // of `at`, from the root: "" or "a/b", without symlinks or ..
  char rest[2 * MAX_PATH];  // what is still to go
};

static void arrive(struct walk* w, int fd) {
  if (w->at != w->root) discard(w->at);
  w->at = fd;
}

static void arrive_at_root(struct walk* w) {
  arrive(w, w->root);
  w->reached[0] = 0;
}

static int arrive_in(struct walk* w, int fd, const char* name) {
  arrive(w, fd);
  struct builder reached = {
      .out = w->reached, .size = sizeof w->reached, .length = strlen(w->reached)};
  if (reached.length > 0) add_char(&reached, '/');
  add(&reached, name);
  return reached.cut ? -ENAMETOOLONG : 0;
}

// openat2 from `at` would take `at` for the root and stay there, so .. is reached from the root
// again.
static int walk_up(struct walk* w) {
  char* slash = (char*)find_last_char(w->reached, '/');
  if (slash == NULL) {
    arrive_at_root(w);
    return 0;
  }
  *slash = 0;
  const int fd = open_in(w->root, w->reached, O_PATH | O_DIRECTORY, RESOLVE_NO_SYMLINKS);
  if (fd < 0) return fd;
  arrive(w, fd);
  return 0;
}

// Takes the next component off the rest; false at its end.
static bool next_component(struct walk* w, char name[MAX_NAME], int* error) {
  const char* from = w->rest;
  while (*from == '/') from++;
  const char* to = from;
  while (*to != 0 && *to != '/') to++;
  const size_t length = (size_t)(to - from);
  if (length >= MAX_NAME) {
    *error = -ENAMETOOLONG;
    return false;
  }
  memcpy(name, from, length);
  name[length] = 0;
  while (*to == '/') to++;
  memmove(w->rest, to, strlen(to) + 1);
  return length > 0;
}

// A symlink's content takes the place of its name in the rest.
static int follow(struct walk* w, int link) {
  if (++w->links > MAX_LINKS) return -ELOOP;
  char content[MAX_PATH];
  const long length = sys_readlinkat(link, "", content, sizeof content);
  if (length < 0) return (int)length;
  if ((size_t)length == sizeof content) return -ENAMETOOLONG;

  const size_t rest = strlen(w->rest);
  if ((size_t)length + 1 + rest >= sizeof w->rest) return -ENAMETOOLONG;
  memmove(w->rest + length + 1, w->rest, rest + 1);
  memcpy(w->rest, content, (size_t)length);
  w->rest[length] = '/';
  if (content[0] == '/') arrive_at_root(w);
  return 0;
}

static int open_component(const struct walk* w, const char* name) {
  return sys_openat2(w->at, name, O_PATH | O_NOFOLLOW, 0, RESOLVE_BENEATH);
}

// Neither call follows a symlink of that name. A file is not opened for it: a mount with a writer
// could not be made read-only.
static int make_component(int dir, const char* name, bool file, u32 mode) {
  const int error = file ? sys_mknodat(dir, name, S_IFREG | mode, 0) : sys_mkdirat(dir, name, mode);
  // Another process may have been faster; what is there now is looked at like anything else.
  return error == -EEXIST ? 0 : error;
}

static int type_of(int fd) {
  struct statx st;
  const int error = sys_fstat(fd, STATX_TYPE, &st);
  return error < 0 ? error : st.stx_mode & S_IFMT;
}

// One component: goes on from it, or has found the target.
static int step(struct walk* w, const char* name, u32 how, u32 mode) {
  if (equal(name, ".")) return 0;
  if (equal(name, "..")) return walk_up(w);

  const bool last = w->rest[0] == 0;
  const bool file = last && (how & MAKE_FILE) != 0;
  int fd = open_component(w, name);
  if (fd == -ENOENT) {
    const int error = make_component(w->at, name, file, last ? mode : ABOVE_MODE);
    if (error < 0) return error;
    fd = open_component(w, name);
  }
  if (fd < 0) return fd;

  const int type = type_of(fd);
  int result = 0;
  if (type < 0) {
    result = type;
  } else if (type == S_IFLNK) {
    result = how & MAKE_NOSYMLINKS ? -ELOOP : follow(w, fd);
  } else if (type == S_IFDIR) {
    return arrive_in(w, fd, name);
  } else if (file) {
    w->found = fd;
    return 0;
  } else {
    result = -ENOTDIR;
  }
  discard(fd);
  return result;
}

// The directory that the walk ended in, as a descriptor of the caller's.
static int take(const struct walk* w) {
  if (w->at != w->root) return w->at;
  return open_in(w->root, ".", O_PATH | O_DIRECTORY, 0);
}

static int walk(int root, const char* target, u32 how, u32 mode) {
  struct walk w;
  w.root = w.at = root;
  w.found = -1;
  w.links = 0;
  w.reached[0] = 0;
  if (!copy_text(w.rest, MAX_PATH, target)) return -ENAMETOOLONG;

  char name[MAX_NAME];
  int error = 0;
  while (error == 0 && w.found < 0 && next_component(&w, name, &error)) {
    error = step(&w, name, how, mode);
  }
  if (error == 0 && w.found < 0) return take(&w);
  if (w.at != w.root) discard(w.at);
  return error == 0 ? w.found : error;
}

// --- targets
// -----------------------------------------------------------------------------------------

static bool has_dots(const char* path) {
  for (const char* at = path; at != NULL; at = find_char(at, '/')) {
    while (*at == '/') at++;
    if (starts_with(at, "..") && (at[2] == '/' || at[2] == 0)) return true;
  }
  return false;
}

static bool names_root(const char* path) {
  while (*path == '/' || *path == '.') path++;
  return *path == 0;
}

int open_target(struct machine* m, const char* path, u64 flags, bool nosymlinks,
                struct target* target) {
  target->fd = -1;
  target->may_be_root = names_root(path) || has_dots(path);
  const int root = root_of(m);
  if (root < 0) return root;
  int fd = open_in(root, path, O_PATH | flags, RESOLVE_NO_SYMLINKS);
  if (fd == -ELOOP && !nosymlinks) {
    target->may_be_root = true;
    fd = open_in(root, path, O_PATH | flags, 0);
  }
  target->fd = fd;
  return fd < 0 ? fd : 0;
}

// --- making in a parent
// -----------------------------------------------------------------------------------------

// The directory that the last op made something in serves the next one that is to make something
// there: mount points, devices and symlinks come in rows, most in /dev. What an op makes in it, or
// mounts on that, does not change what its path means.
static char parent_path[MAX_PATH];

static void remember_parent(struct machine* m, const char* path, int fd) {
  discard(m->parent);
  m->parent = fd;
  m->parent_op = m->at;
  copy_text(parent_path, sizeof parent_path, path);
}

static int open_last_parent(struct machine* m, const char* path) {
  if (m->parent >= 0 && m->at == m->parent_op + 1 && equal(path, parent_path)) {
    m->parent_op = m->at;
  } else {
    remember_parent(m, path, open_in(m->root, path, O_PATH | O_DIRECTORY, 0));
  }
  return m->parent;
}

// A target's last component, and the path of its directory; false where that is no name.
static bool split_target(const char* target, char path[MAX_PATH], char name[MAX_NAME]) {
  if (!copy_text(path, MAX_PATH, target)) return false;
  for (size_t end = strlen(path); end > 0 && path[end - 1] == '/';) path[--end] = 0;
  char* slash = (char*)find_last_char(path, '/');
  if (!copy_text(name, MAX_NAME, slash == NULL ? path : slash + 1)) return false;
  if (*name == 0 || equal(name, ".") || equal(name, "..")) return false;
  if (slash == NULL) slash = path;
  copy_text(slash, (size_t)(path + MAX_PATH - slash), slash == path ? "/" : "");
  return true;
}

// Most often only the last component is missing. Where it is more, or not what it should be, the
// walk finds out.
static int make_last(struct machine* m, const char* target, u32 how, u32 mode) {
  struct parent parent;
  char path[MAX_PATH];
  if (!split_target(target, path, parent.name)) return -ENOENT;
  if (how & MAKE_NOSYMLINKS && !names_root(path)) return -ENOENT;
  const int dir = open_last_parent(m, path);
  if (dir < 0) return dir;
  const bool file = (how & MAKE_FILE) != 0;
  const int error = make_component(dir, parent.name, file, mode);
  if (error < 0) return error;
  return sys_openat2(dir, parent.name, O_PATH | (file ? 0 : O_DIRECTORY), 0,
                     RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
}

int make_missing(struct machine* m, const char* path, u32 how, u32 mode, struct target* target) {
  target->fd = make_last(m, path, how, mode);
  target->may_be_root = target->fd < 0;
  if (target->fd < 0) target->fd = walk(m->root, path, how, mode);
  return target->fd < 0 ? target->fd : 0;
}

int make_target(struct machine* m, const char* path, u32 how, u32 mode, struct target* target) {
  const u64 directory = how & MAKE_FILE ? 0 : O_DIRECTORY;
  const int error = open_target(m, path, directory, (how & MAKE_NOSYMLINKS) != 0, target);
  return error == -ENOENT ? make_missing(m, path, how, mode, target) : error;
}

int make_beneath(struct machine* m, const char* path, u32 how, u32 mode) {
  struct target target;
  const int error = make_target(m, path, how, mode, &target);
  return error < 0 ? error : target.fd;
}

int open_parent(struct machine* m, const char* target, struct parent* parent) {
  const int root = root_of(m);
  if (root < 0) return root;
  char path[MAX_PATH];
  if (!split_target(target, path, parent->name)) return -EINVAL;
  parent->fd = open_last_parent(m, path);
  if (parent->fd == -ENOENT) {
    parent->fd = make_beneath(m, path, 0, ABOVE_MODE);
    remember_parent(m, path, parent->fd);
  }
  return parent->fd < 0 ? parent->fd : 0;
}

bool op_mkdir_beneath(struct machine* m, const struct op_mkdir_beneath* op) {
  const int fd = make_beneath(m, text_of(m, op->target), 0, (u32)op->mode);
  if (fd < 0) return fail(m, "mkdirat", -fd);
  discard(fd);
  return true;
}
