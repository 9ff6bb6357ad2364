// Resolution beneath the rootfs. The rootfs is hostile: what a name means may change between two
// calls, so every target becomes a descriptor once, and only that is used. All return a descriptor
// or a negative errno.
#ifndef RUNTS_BENEATH_H
#define RUNTS_BENEATH_H

#include "descriptor.h"
#include "machine.h"
#include "sys.h"

#define MAX_PATH 4096
#define MAX_NAME 256

// The rootfs; for a process that joined a container, the / of its mount namespace. -EPERM in the
// mount namespace of the runtime: what is beneath that / is the host. The descriptor stays the
// machine's.
int root_of(struct machine* m);

// openat2, again where it says EAGAIN: renames and mounts anywhere make it give up on paths with a
// .. in them. For a while only.
int open_resolved(int dir, const char* path, u64 flags, u64 resolve);

// openat2 of one target, its symlinks and its .. resolved in the rootfs.
int open_beneath(struct machine* m, const char* target, u64 flags);

// What make_beneath makes where nothing is: a directory, unless MAKE_FILE.
#define MAKE_FILE 1u
#define MAKE_NOSYMLINKS 2u

// An O_PATH descriptor of target, made if it is missing: the last component with mode, those above
// it 0755, whatever the umask is. A dangling symlink is made where it points to, in the rootfs.
int make_beneath(struct machine* m, const char* target, u32 how, u32 mode);

// What a mount is to cover.
struct target {
  int fd;            // O_PATH
  bool may_be_root;  // false: there was no symlink and no .. on the way, so it is not the rootfs
                     // itself
};

// One that exists, one that is missing (see make_beneath), one that may be either. 0 or negative
// errno. flags beside O_PATH: O_DIRECTORY or 0; nosymlinks: -ELOOP at a symlink.
int open_target(struct machine* m, const char* path, u64 flags, bool nosymlinks,
                struct target* target);
int make_missing(struct machine* m, const char* path, u32 how, u32 mode, struct target* target);
int make_target(struct machine* m, const char* path, u32 how, u32 mode, struct target* target);

// The directory of target's last component, made if missing, and the component, which is not
// followed. The descriptor stays the machine's: it is the next op's too where that has the same.
struct parent {
  int fd;
  char name[MAX_NAME];
};
int open_parent(struct machine* m, const char* target, struct parent* parent);

// Opens what an O_PATH descriptor stands for.
int reopen(struct machine* m, int fd, int flags);
// fchmod(2) of an O_PATH descriptor; fchmodat2(2) is of Linux 6.6.
int change_mode(struct machine* m, int fd, u32 mode);

#endif
