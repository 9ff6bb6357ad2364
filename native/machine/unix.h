// Unix sockets by path, also where the path is longer than sun_path.
#ifndef RUNTS_UNIX_H
#define RUNTS_UNIX_H

#include "machine.h"

// A new socket of this type connected to path. A descriptor or negative errno.
int connect_to(const char* path, int type);

#endif
