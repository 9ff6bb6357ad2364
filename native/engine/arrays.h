// Array.prototype.flatMap for XS.

#ifndef RUNTS_ENGINE_ARRAYS_H
#define RUNTS_ENGINE_ARRAYS_H

struct sxMachine;

// Puts it in the place of XS's own. On XS's stack: nothing before and after.
void bind_arrays(struct sxMachine* the);

#endif
