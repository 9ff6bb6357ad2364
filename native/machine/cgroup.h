// cgroups(7): the directories of one hierarchy.
#ifndef RUNTS_CGROUP_H
#define RUNTS_CGROUP_H

#include "machine.h"

// A directory of cgroupfs, v1 or v2, checked to be one; negative errno, -EINVAL where it is
// something else.
int open_cgroup(const char* path);

// The same without opening it: 0 or negative errno.
int check_cgroup(const char* path);

// Whether path is base or lies below it.
bool is_below(const char* path, const char* base);

// How far up a cgroup's ancestors are looked at; nobody starts containers deeper than that.
#define MAX_LEVELS_ABOVE 64

// v2: lets the cgroups in an open one have these controllers, names separated by spaces. Where it
// lacks some itself, those above it hand them down first. What cannot be enabled, as in a cgroup
// that has processes, is left out; the write of its limit will tell.
void enable_controllers(int cgroup, const char* controllers);

// A walk over a cgroup and all below it, parents first. The container may have nested them deeper
// than any stack is, so it goes up by "..", and keeps only where it was in each directory.
#define MAX_CGROUP_LEVELS 65536
struct cgroup_walk {
  int fd;  // the cgroup the walk is at
  u32 level;
};
// Takes over fd. The walk is at the first cgroup.
struct cgroup_walk walk_cgroup(int fd);
// To the next cgroup: true; at the end false, and nothing is open.
bool walk_on(struct cgroup_walk* walk);

// Calls each() for every process in the cgroup; pids are 0 where they lie outside our pid
// namespace. 0 or negative errno.
int for_each_process(int cgroup, void (*each)(void* context, i32 pid), void* context);

#endif
