// How the planner looks at the system: `Host` of runtime/host/host.ts, written once for both of its
// hosts. The addon binds these functions to Node, the engine to XS; an embedder needs nothing but a
// libc. What they promise is said there; here is what a binding has to know.
//
// A function that returns bool says false after it filled in `error`. Paths are NUL-terminated
// UTF-8; a binding, whose strings know their length, asks host_is_path() first. Every text that
// comes back is well-formed UTF-8. Every descriptor is close-on-exec.

#ifndef RUNTS_HOST_H_
#define RUNTS_HOST_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// `HostError`: cannot <call> "<path>": <name>: <text>.
struct host_error {
  const char* call;
  int number;     // the errno
  char name[24];  // its name
  char text[64];  // its text, or one that says more
  char path[40];  // what was looked at; empty: the path that the caller gave
};

// A string, a NUL behind it. The caller frees `at`.
struct host_text {
  char* at;
  size_t length;
};

// --- error.c ---

// The name and the text of an errno, as the machine has them. Returns false.
bool host_fail(struct host_error* error, const char* call, int number);

// The same with a text of its own, in which `figure` takes the place of a #.
bool host_fail_with(struct host_error* error, const char* call, int number, const char* text,
                    uint64_t figure);

// Whether a string of this length can be a path: the kernel's end at the first NUL.
bool host_is_path(const char* call, const char* path, size_t length, struct host_error* error);

// --- utf8.c ---

// Where the bytes stop being UTF-8: the beginning of the first character that is none, or `length`.
size_t host_utf8_error(const char* bytes, size_t length);

// Copies text, U+FFFD in place of what is not UTF-8, as WHATWG's decoder does; `to` has room for
// three times the length. Returns the new length.
size_t host_utf8_copy(char* to, const char* from, size_t length);

// The copy on the heap. False: no memory.
bool host_utf8_text(const char* from, size_t length, struct host_text* text);

// --- clock.c ---

// What one of clock_gettime(2)'s clocks says.
int64_t host_milliseconds(int clock);

// --- open.c ---

// openat(2) with O_CLOEXEC. A descriptor, or -1 with errno set.
int host_open(const char* path, int flags, unsigned mode);

// --- a function a file ---

// `max` where the caller of read() gives none.
#define HOST_READ_MAX (16u << 20)

bool host_read(const char* path, uint64_t max, struct host_text* text, struct host_error* error);

bool host_cwd(struct host_text* text, struct host_error* error);
bool host_realpath(const char* path, struct host_text* text, struct host_error* error);
bool host_readlink(const char* path, struct host_text* text, struct host_error* error);

// The names, sorted as JavaScript sorts strings. The caller frees `names` and `bytes`, where they
// lie.
struct host_names {
  const char** names;
  size_t count;
  char* bytes;
};
bool host_list(const char* path, struct host_names* list, struct host_error* error);

struct host_file {
  bool found;        // false: there is nothing, and the rest says nothing
  const char* kind;  // a FileKind
  uint32_t mode;
  uint32_t uid;
  uint32_t gid;
  uint64_t size;
  uint32_t major;
  uint32_t minor;
};
bool host_stat(const char* path, struct host_file* stat, struct host_error* error);

bool host_statfs(const char* path, uint64_t* type, struct host_error* error);

void host_sha256(const void* bytes, size_t length, char hex[65]);

// The process's own ids but the pid, which may be another's for whom the planner plans. The caller
// frees `groups`.
struct host_credentials {
  uint32_t uid;
  uint32_t gid;
  uint32_t* groups;
  size_t group_count;
  char cap_eff[17];
};
bool host_ids(struct host_credentials* ids, struct host_error* error);

// `pid` is a number as JavaScript has it, which may be anything. Not alive: gone, or a zombie.
struct host_start {
  bool alive;
  uint64_t ticks;
};
bool host_start_time(double pid, struct host_start* start, struct host_error* error);

// `wait` is in milliseconds, negative: for ever. `held` is the lock's descriptor, -1 before.
bool host_lock(const char* path, int64_t wait, int* held, struct host_error* error);

#ifdef __cplusplus
}
#endif

#endif  // RUNTS_HOST_H_
