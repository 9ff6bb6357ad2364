// The tracks: processes that walk the same program, pass the baton, tell of failures and of their
// ends.
#ifndef RUNTS_TRACKS_H
#define RUNTS_TRACKS_H

#include "channel.h"

// Carries out this process' track to its end.
__attribute__((noreturn)) void carry_out(struct machine* m);

// Becomes another track, right after clone: own name, none of the parent's descriptors but the
// channel.
void begin_track(struct machine* m, enum track track, int channel);

// Closes the registers that no later op of these tracks (bits 1 << track) uses.
void close_unused_registers(struct machine* m, u32 tracks);

// Whether the container's execve has happened: waits for the end of its channel. False with the
// failure set.
bool await_container(struct machine* m);

#endif
