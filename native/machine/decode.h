// Holds a program against its format before anything else reads it.
#ifndef RUNTS_DECODE_H
#define RUNTS_DECODE_H

#include "wire.h"

// What is wrong with the program, or NULL. After NULL every offset, length, kind and position in it
// may be trusted.
const char* decode(const u8* program, size_t size);

#endif
