// Copying what a directory holds into a new file system, for mounts with tmpcopyup.
#ifndef RUNTS_COPY_UP_H
#define RUNTS_COPY_UP_H

#include "wire.h"

// Copies directories, files, symlinks and nodes with owner and mode from one directory into
// another, both given as descriptors (O_PATH will do), and the owner of the directory itself.
// Follows no symlink, enters no other mount. 0 or a negative errno.
int copy_up(int from, int to);

#endif
