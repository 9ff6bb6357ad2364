// What the compiler and the baker agree on.

#ifndef RUNTS_ENGINE_SNAPSHOT_H
#define RUNTS_ENGINE_SNAPSHOT_H

#define SNAPSHOT_SIGNATURE "runts"

#define COMPILE_CHUNKS (1 << 20)
#define COMPILE_SLOTS 65536

#endif
