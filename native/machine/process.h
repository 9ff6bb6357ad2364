// Processes that the machine starts or finds.
#ifndef RUNTS_PROCESS_H
#define RUNTS_PROCESS_H

#include "machine.h"
#include "sys.h"

// Waits for a child by its pidfd and closes that; one that has not ended by itself within
// `patience` milliseconds is killed. Nothing at -1.
void reap(int* pidfd, i64 patience, struct child_info* end);
// The same of one that has ended, or was killed.
void reap_ended(int* pidfd, struct child_info* end);

// The exit status of a child as shells have it: 128+n where signal n ended it.
int exit_status(const struct child_info* end);

// The start time in clock ticks, field 22 of /proc/PID/stat. 0 or negative errno.
int read_start_time(i32 pid, u64* ticks);
// The same of init, into its slot. False with the failure set.
bool learn_start_time(struct machine* m);

// A pidfd of the process known by pid and start time; -ESRCH where it is gone or another has its
// number.
int open_process(i32 pid, u64 start_time);

// A `strs` field as execve takes it, with `extra` (NULL: none) at its end. Lies in memory of its
// own, never freed: execve or exit follows. NULL: out of memory.
const char** make_vector(const struct machine* m, struct cell list, const char* extra);
// The same of a `texts` field, its slots filled.
const char** fill_vector(const struct machine* m, struct cell list);
// Only the fuzzer goes on after it; then all of them are gone.
void free_vector(const char** vector, size_t size);

// start_socket.c: what the waiting init tells the one who started it.
enum start_kind { START_GO = 1, START_FAILED, START_EXECUTING };
void tell_starter(struct machine* m, enum start_kind kind, const char* text);

// RLIMIT_NOFILE: as much as there may be for the machine, and as the engine gave it before execve.
void raise_descriptor_limit(struct machine* m);
void restore_descriptor_limit(const struct machine* m);

// Whether the engine had the signal ignored.
static inline bool is_ignored(const struct machine* m, int signal) {
  return (m->ignored_signals >> (signal - 1) & 1) != 0;
}

// Signal mask and dispositions as the engine gave them, right before execve.
void restore_signals(const struct machine* m);

#endif
