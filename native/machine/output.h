// What the machine says: to descriptors, to the log, about a failure.
#ifndef RUNTS_OUTPUT_H
#define RUNTS_OUTPUT_H

#include "machine.h"

// The longest error or log text; more is cut off.
#define MAX_TEXT 4096

// All of it, also to a slow reader and to a non-blocking descriptor. 0 or negative errno.
int write_all(int fd, const void* data, size_t size);

// log.c: one record appended to the program's log; level is one of PLAN_LEVEL_*. Only errors
// without --debug.
void log_record(const struct machine* m, u64 level, const char* text);

// "runts: <text>" on descriptor 2, control characters escaped.
void say(const char* text);

// failure.c: the error text of m->failure.
void compose(const struct machine* m, char out[MAX_TEXT]);

// Shows an error that ends the program: on descriptor 2 and in the log.
void report(const struct machine* m, const char* text);

#endif
