// Places in strings, remembered.

#ifndef RUNTS_ENGINE_OFFSETS_H
#define RUNTS_ENGINE_OFFSETS_H

#include <stdbool.h>

// Whether garbage is collected from now on, so that memory is used again and strings move.
extern bool engine_collects;

#endif
