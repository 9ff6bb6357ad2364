// close_range(2): many descriptors at once, also where the call is missing.
#ifndef RUNTS_CLOSE_RANGE_H
#define RUNTS_CLOSE_RANGE_H

#include "machine.h"

// Closes first to last, or with CLOSE_RANGE_CLOEXEC in flags only marks them close-on-exec. 0 or
// negative errno.
int close_descriptors(const struct machine* m, u32 first, u32 last, u32 flags);

// Closes all from first on but one.
int close_all_but(const struct machine* m, u32 first, int kept);

#endif
