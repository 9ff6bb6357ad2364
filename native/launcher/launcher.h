// The launcher, dist/runts: the executable that engines call. It gets a program from the planner
// and becomes the machine that carries it out. What the engine gave this process (signal mask and
// dispositions, rlimits, descriptors and their flags, working directory, umask, session) is never
// changed, because the machine and the container inherit it: whatever needs other values happens in
// the child that runs the planner.

#ifndef RUNTS_LAUNCHER_H_
#define RUNTS_LAUNCHER_H_

#include <stdbool.h>
#include <stdint.h>
#include <stdnoreturn.h>
#include <sys/types.h>

// --- log.c ---

// Remembers where `--log FILE` and `--log-format FORMAT` in the engine's argv want errors to go.
void log_to(char* const argv[]);

// Reports `runts: cannot <what>: <CODE>: <text>` on standard error and in the log, then exits 1.
// The first form takes code and text from an errno, the second literally.
noreturn void fail(int error, const char* format, ...) __attribute__((format(printf, 2, 3)));
noreturn void fail_with(const char* code, const char* text, const char* format, ...)
    __attribute__((format(printf, 3, 4)));

// --- descriptor.c ---

// Moves a close-on-exec descriptor of ours to a number of at least `minimum` (the old number is
// closed).
int move_above(int fd, int minimum);

// As move_above, but the result survives execve.
int hand_over_above(int fd, int minimum);

// --- spawn_node.c ---

// The child that runs the planner.
struct node {
  pid_t pid;
  int channel;  // the program comes from here
  int output;   // a memfd: what Node printed, of interest only when it died without a program
};

// Starts Node, `directory`/node, on the planner that lies there too, with the engine's arguments.
struct node spawn_node(const char* directory, char* const argv[], char* const environment[]);

// Ends Node, whose work is done, without waiting for it.
void kill_node(const struct node* node);

// Leaves neither a zombie nor a pending SIGCHLD. Returns the wait status, or -1 where the engine
// had SIGCHLD ignored.
int reap_node(const struct node* node);

// Node died without a program: shows what it printed, fails.
noreturn void fail_with_output(const struct node* node);

// --- channel.c ---

struct program {
  int fd;     // a sealed memfd
  int lock;   // the planner's lock, or -1
  int above;  // the least number that a descriptor of ours may have: past what the engine wants
              // preserved
};

// Receives the program from the planner, and with its first byte perhaps a lock.
struct program receive_program(const struct node* node);

// --- plan.c ---

// The program for the engine's arguments, from the planner in this executable. False: it needs a
// parser, for plugins that are not compiled with it. `directory` is where our files lie.
bool plan(char* const argv[], char* const environment[], const char* directory,
          struct program* program);

// --- memfd.c ---

enum memfd_use { MEMFD_DATA, MEMFD_EXECUTABLE };

// memfd_create(2), close-on-exec, numbered 4 or more. Returns -1 with errno set where the host
// forbids it.
int make_memfd(const char* name, enum memfd_use use);

// Appends to it.
void fill_memfd(int fd, const void* bytes, size_t size);

// Makes a memfd immutable for good. Returns -1 with errno set.
int seal_memfd(int fd);

// --- machine.c ---

// The machine's executable as a sealed memfd, or -1 where the host forbids to execute those.
int prepare_machine(void);

// Replaces this process by the machine. `directory` is where the launcher lies.
noreturn void become_machine(int machine, const char* directory, const struct program* program);

#endif  // RUNTS_LAUNCHER_H_
