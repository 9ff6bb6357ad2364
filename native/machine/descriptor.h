// Descriptors that outlive the op that opened them.
#ifndef RUNTS_DESCRIPTOR_H
#define RUNTS_DESCRIPTOR_H

#include "machine.h"
#include "sys.h"

// Moves a descriptor out of the range that is preserved for the container's process (3 to
// 2+preserveFds), where one of the engine's might be missing. Takes a negative errno too and hands
// it on; fd is closed where it cannot be moved.
int keep(struct machine* m, int fd);

static inline void close_fd(int fd) {
  if (fd >= 0) sys_close(fd);
}

// Closes a descriptor later, together with others: a call for each would be a fifth of all that the
// machine makes. Not for what others wait on or see: channels, pipes, the lock. Nothing at -1.
void discard(int fd);
// Closes all that were discarded. Before anybody but the machine could use them: a hook, the
// container's program, `start`.
void close_discarded(void);

// Closes what a register holds and empties it.
static inline void close_register(struct machine* m, u64 number) {
  close_fd(m->registers[number]);
  m->registers[number] = -1;
}

// Closes the registers, what the machine holds of procfs and of the container's file system, and
// what was discarded.
void close_held(struct machine* m);

#endif
