// The tracks: processes that walk the same program, pass the baton, tell of failures and of their
// ends.
#ifndef RUNTS_TRACKS_H
#define RUNTS_TRACKS_H

#include "machine.h"

enum message_kind {
  MESSAGE_GO = 1,     // the baton
  MESSAGE_FAILED,     // to the runtime track: what went wrong; the sender ends
  MESSAGE_PID,        // from setup: init's pid, with its pidfd and the runtime's end of its channel
  MESSAGE_LEAVE,      // from the container track: it waits for `start`, the runtime track may end
  MESSAGE_EXECUTING,  // from the container track: execve is next, an end-of-file now means success
};

struct message {
  u32 kind;
  i32 pid;
  struct failure failure;
};

// Carries out this process' track to its end.
__attribute__((noreturn)) void carry_out(struct machine* m);

// Becomes another track, right after clone: own name, none of the parent's descriptors but the
// channel.
void begin_track(struct machine* m, enum track track, int channel);

// Closes the registers that no later op of these tracks (bits 1 << track) uses.
void close_unused_registers(struct machine* m, u32 tracks);

// Sends a message, and up to two descriptors with it. 0 or negative errno.
int send_message(int channel, const struct message* message, const int* fds, u32 count);

// Waits for a message: 1; 0 where the peer is gone; -1 with the failure set where a signal came
// first. fds: room for two descriptors, -1 where none came.
int receive_message(struct machine* m, int channel, struct message* message, int fds[2]);

// Waits until a descriptor is readable or at its end; timeout in milliseconds, -1: none. 1, 0 after
// the timeout, -1 with the failure set where a signal interrupts the runtime track.
int await_readable(struct machine* m, int fd, i64 timeout);

// Whether the container's execve has happened: waits for the end of its channel. False with the
// failure set.
bool await_container(struct machine* m);

#endif
