// After a failure: what was done is undone.
#ifndef RUNTS_UNDO_H
#define RUNTS_UNDO_H

#include "machine.h"

// Reports m->failure, ends setup and init, carries out the undo of every op before the failed one,
// last first, and exits.
__attribute__((noreturn)) void undo_and_exit(struct machine* m);

#endif
