// JSON.parse, bounded in depth.

#ifndef RUNTS_ENGINE_JSON_H
#define RUNTS_ENGINE_JSON_H

struct sxMachine;

// Puts it in the place of XS's own.
void bind_json(struct sxMachine* the);

#endif
