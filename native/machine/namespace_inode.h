// Telling namespaces apart: by the inode of their file in nsfs, namespaces(7).
#ifndef RUNTS_NAMESPACE_INODE_H
#define RUNTS_NAMESPACE_INODE_H

#include "machine.h"

// The inode of this process' namespace of a kind ("mnt", "uts"), 0 where it cannot be told.
u64 namespace_inode(const struct machine* m, const char* kind);

// Whether this process is still in the namespace the runtime was started in (recorded), or cannot
// tell.
bool in_runtime_namespace(const struct machine* m, const char* kind, u64 recorded);

// True in a namespace of our own; false with the failure set in the runtime's, which is the host's.
bool require_own_namespace(struct machine* m, const char* kind, u64 recorded);

#endif
