// XS as the planner's host.

#ifndef RUNTS_ENGINE_H
#define RUNTS_ENGINE_H

#include <stdbool.h>
#include <stddef.h>

struct sxMachine;

struct engine_result {
  const unsigned char* program;  // NULL: no program, for the reason in `error`
  // Of the program. 0: none either, since a plugin has to be parsed: Node has to plan
  size_t length;
  int lock;  // descriptor of the lock that planning took, or -1
  char error[1024];
};

// Whether the planner is in this executable.
bool engine_has_planner(void);

// Where the executable that this one was made with has its files; empty: they are beside this one.
const char* engine_directory(void);

// What a plan may take, of memory in MiB and of computing in seconds: memory.c.
#define ENGINE_MAX_MIB 192
#define ENGINE_MAX_SECONDS 5

// Plans a command line (without the program's own name). `directory`: where our files lie. Once a
// process.
void engine_plan(char* const argv[], char* const environment[], const char* directory,
                 struct engine_result* result);

// Makes a machine the one that the executable wakes with. False: it says why on standard error.
bool engine_adopt(struct sxMachine* machine);

// Whether all that the machine has lies in the executable's image.
bool engine_fits_image(void);

// For XS: the lowest address its recursion may reach.
char* engine_stack_limit(void);

// Writes this executable again with another planner in it. Returns the exit status.
int bake(int argc, char* argv[]);

#endif
