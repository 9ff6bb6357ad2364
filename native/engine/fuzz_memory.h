// The heap under the fuzzer, as new for every input.

#ifndef RUNTS_ENGINE_FUZZ_MEMORY_H
#define RUNTS_ENGINE_FUZZ_MEMORY_H

#include "xsAll.h"

// Whether what the engine allocates is the parser's, so that the libc has it: no more than the heap
// is to be copied.
extern bool fuzz_parses;

// Keeps the heap as it is now.
void fuzz_keep(void);

// Makes it so again.
void fuzz_restore(void);

// Where it ends.
extern const unsigned char* fuzz_end;

#endif
