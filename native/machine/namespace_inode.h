// Telling namespaces apart: by what this process made itself, else by the inode of their file in
// nsfs, namespaces(7). Types are CLONE_NEWNS, CLONE_NEWUTS and the like.
#ifndef RUNTS_NAMESPACE_INODE_H
#define RUNTS_NAMESPACE_INODE_H

#include "machine.h"

// Keeps what tells the runtime's namespaces: before the first clone, unshare or setns, and of those
// that it does not make (bits of `made`). Nothing the second time.
void record_namespaces(struct machine* m, u64 made);

// Whether this process is still in the namespace the runtime was started in, or cannot tell.
bool in_runtime_namespace(const struct machine* m, u64 type);

// True in a namespace of our own; false with the failure set in the runtime's, which is the host's.
bool require_own_namespace(struct machine* m, u64 type);

#endif
