// XS as the planner's host.

#ifndef RUNTS_ENGINE_H
#define RUNTS_ENGINE_H

#include <stdbool.h>
#include <stddef.h>

struct sxMachine;

struct engine_result {
  const unsigned char* program;  // NULL: no program, for the reason in `error`
  size_t length;
  int lock;  // descriptor of the lock that planning took, or -1
  char error[1024];
};

// Whether the build has put the planner into this executable.
bool engine_has_planner(void);

// Plans a command line (without the program's own name). Once a process.
void engine_plan(char* const argv[], char* const environment[], struct engine_result* result);

// Makes a machine the one that the executable wakes with. False: it says why on standard error.
bool engine_adopt(struct sxMachine* machine);

// For XS: the lowest address its recursion may reach.
char* engine_stack_limit(void);

// Builds the executable that has the planner in it. Returns the exit status.
int bake(int argc, char* argv[]);

#endif
