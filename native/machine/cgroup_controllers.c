// The controllers of cgroup v2, handed down: cgroup.subtree_control of cgroups(7).
#include "cgroup.h"
#include "descriptor.h"
#include "sys.h"
#include "text.h"

// Names separated by spaces; the kernel has a dozen.
#define MAX_CONTROLLERS 512

static size_t name_length(const char* text) {
  size_t length = 0;
  while (text[length] != ' ' && text[length] != '\n' && text[length] != 0) length++;
  return length;
}

static bool lists(const char* list, const char* name, size_t length) {
  for (const char* at = list; *at != 0; at += *at != 0) {
    const size_t other = name_length(at);
    if (other == length && memcmp(at, name, length) == 0) return true;
    at += other;
  }
  return false;
}

// The names of `wanted` that are not in `list`, each as "+name".
static void find_missing(const char* wanted, const char* list, char out[MAX_CONTROLLERS]) {
  struct builder b = build(out, MAX_CONTROLLERS);
  for (const char* at = wanted; *at != 0; at += *at != 0) {
    const size_t length = name_length(at);
    if (length > 0 && !lists(list, at, length)) {
      if (b.length > 0) add_char(&b, ' ');
      add_char(&b, '+');
      add_bytes(&b, at, length);
    }
    at += length;
  }
}

// Each for itself: one that cannot be enabled is not to keep the others away.
static void write_each(int subtree_control, const char* names) {
  for (const char* at = names; *at != 0; at += *at != 0) {
    const size_t length = name_length(at);
    sys_write(subtree_control, at, length);
    at += length;
  }
}

// One that has processes would become the root of a threaded subtree by some controllers, and by
// the others nothing: a cgroup below it could hold no process any more. Only the root, which has no
// cgroup.type, is exempt.
static bool has_processes(int dir) {
  char byte;
  const int procs = sys_openat(dir, "cgroup.procs", O_RDONLY, 0);
  const bool some = procs >= 0 && sys_read(procs, &byte, 1) != 0;
  close_fd(procs);
  if (!some) return false;
  const int type = sys_openat(dir, "cgroup.type", O_RDONLY, 0);
  close_fd(type);
  return type >= 0;
}

static void enable_from(int dir, const char* wanted, u32 level) {
  // Who may not write this may not write those above either, and above the root there is none.
  const int subtree_control = sys_openat(dir, "cgroup.subtree_control", O_RDWR, 0);
  if (subtree_control < 0) return;
  char enabled[MAX_CONTROLLERS], missing[MAX_CONTROLLERS];
  const long n = sys_read(subtree_control, enabled, sizeof enabled - 1);
  enabled[n < 0 ? 0 : n] = 0;
  find_missing(wanted, enabled, missing);
  if (missing[0] != 0 && !has_processes(dir) &&
      sys_write(subtree_control, missing, strlen(missing)) < 0) {
    // It can pass on only what it has itself.
    const int parent =
        level == MAX_LEVELS_ABOVE ? -ELOOP : sys_openat(dir, "..", O_RDONLY | O_DIRECTORY, 0);
    if (parent >= 0) {
      enable_from(parent, wanted, level + 1);
      discard(parent);
    }
    write_each(subtree_control, missing);
  }
  discard(subtree_control);
}

void enable_controllers(int cgroup, const char* controllers) {
  enable_from(cgroup, controllers, 0);
}
