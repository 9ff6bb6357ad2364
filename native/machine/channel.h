// The channels between the runtime track and the others: what goes over them, and waiting.
#ifndef RUNTS_CHANNEL_H
#define RUNTS_CHANNEL_H

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

// Sends a message, and up to two descriptors with it. 0 or negative errno.
int send_message(int channel, const struct message* message, const int* fds, u32 count);

// Waits for a message: 1; 0 where the peer is gone; -1 with the failure set where a signal came
// first or it cannot be received. fds: room for two descriptors, -1 where none came.
int receive_message(struct machine* m, int channel, struct message* message, int fds[2]);

// Waits until a descriptor is readable or at its end; timeout in milliseconds, -1: none. 1, 0 after
// the timeout, -1 with the failure set where a signal interrupts the runtime track.
int await_readable(struct machine* m, int fd, i64 timeout);

#endif
