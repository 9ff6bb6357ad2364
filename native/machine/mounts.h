// What the ops that make mounts share. All return 0 (or a descriptor) or a negative errno.
#ifndef RUNTS_MOUNTS_H
#define RUNTS_MOUNTS_H

#include "beneath.h"

// umount2(2); the kernel's headers for users lack it.
#define MNT_DETACH 2

// Changes attributes of the mount tree, with AT_RECURSIVE of those below it too. What the kernel
// has locked (a mount that came from a more privileged user namespace) stays as it is.
int change_attributes(int tree, u32 flags, u64 set, u64 clear);

// Sets the propagation, MS_SLAVE and the like, of the mount tree; 0: leaves it.
int change_propagation(int tree, u32 flags, u64 propagation);

// A detached copy of a mount, closed on exec. flags: AT_RECURSIVE and the like.
int clone_tree(int dir, const char* path, u32 flags);

// Attaches a detached tree at target: -ENOTDIR where one is a directory and the other is not,
// -EBUSY at the rootfs itself after the pivot; before, the tree becomes the rootfs. Its propagation
// is set before, so that nothing is told to others, and again after, since a mount that is attached
// below a shared one becomes shared.
int attach(struct machine* m, int tree, const struct target* target);
int attach_with(struct machine* m, int tree, const struct target* target, u64 propagation,
                bool recursive);

// 1 if the descriptor is a directory's, 0 if not.
int is_directory(int fd);

// 1 if the descriptor is the root of a mount, 0 if not.
int is_mount(int fd);

#endif
