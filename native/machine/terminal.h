// The foreground terminal: the engine's (or a person's) on one side, the container's pty on the
// other.
#ifndef RUNTS_TERMINAL_H
#define RUNTS_TERMINAL_H

#include "machine.h"
#include "sys.h"

#define RELAY_BUFFER 4096

// What was read on one side and is not yet written on the other.
struct relay {
  u32 from, to;
  char bytes[RELAY_BUFFER];
};

struct terminal {
  int master;  // the pty; -1 at its end
  int input;   // our standard input; -1 at its end
  int output;  // our standard output; -1 where nobody reads: what comes is dropped, so that the
               // container goes on
  bool raw;    // descriptor 0 is a tty and was made raw
  struct termios saved;
  char last;  // what was last sent in
  struct relay in, out;
};

// Takes the pty over; makes descriptor 0 raw if it is a tty, and gives the pty its size.
void open_terminal(struct terminal* t, int master);

// Raw once more: a shell that stopped us has set its own modes.
void make_raw(struct terminal* t);

// Gives a pty the size of our own terminal, if one of descriptors 0-2 is one.
void copy_window_size(int master);

// What to poll for, and what to do after it: three entries.
#define TERMINAL_POLLS 3
void terminal_polls(const struct terminal* t, struct pollfd fds[TERMINAL_POLLS]);
void terminal_relay(struct terminal* t, const struct pollfd fds[TERMINAL_POLLS]);

// Whether all that the container printed has arrived.
bool terminal_drained(struct terminal* t);

// Gives descriptor 0 its modes back and closes what is ours. Nothing twice.
void close_terminal(struct terminal* t);

#endif
