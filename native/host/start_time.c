// proc_pid_stat(5): when a process began, unless it is gone or a zombie.

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host.h"

// Fields by their numbers in the man page; the name, field 2, may hold blanks and parentheses, so
// they are counted from its end.
#define STATE 3
#define THREADS 20
#define START_TIME 22

static const char* field(const char* behind_name, int number) {
  const char* at = behind_name;
  for (int i = STATE; i < number && at != NULL; i++) {
    at = strchr(at, ' ');
    if (at != NULL) at++;
  }
  return at == NULL ? "" : at;
}

static struct host_start parse(const char* text) {
  const char* const name_end = strrchr(text, ')');
  if (name_end == NULL || name_end[1] != ' ') return (struct host_start){0};
  const char* const fields = name_end + 2;

  // A zombie that has threads is a main thread that ended before the others: the process goes on.
  const char state = *field(fields, STATE);
  const bool gone = state == 'X' || (state == 'Z' && atoi(field(fields, THREADS)) < 2);
  return (struct host_start){.alive = !gone,
                             .ticks = strtoull(field(fields, START_TIME), NULL, 10)};
}

// "/proc/PID/stat".
static void make_path(char path[40], int pid) {
  char digits[12];
  char* first = digits + sizeof digits - 1;
  *first = '\0';
  for (; pid > 0; pid /= 10) *--first = (char)('0' + pid % 10);
  strcpy(stpcpy(stpcpy(path, "/proc/"), first), "/stat");
}

static bool fail_at(struct host_error* error, const char* call, const char* path) {
  // It may end between our two looks.
  if (errno == ENOENT || errno == ESRCH) return true;
  host_fail(error, call, errno);
  strcpy(error->path, path);
  return false;
}

bool host_start_time(double pid, struct host_start* start, struct host_error* error) {
  *start = (struct host_start){0};
  if (!(pid >= 1 && pid <= INT32_MAX) || pid != (int)pid) return true;

  char path[sizeof error->path];
  make_path(path, (int)pid);
  const int fd = host_open(path, O_RDONLY, 0);
  if (fd < 0) return fail_at(error, "open", path);

  char text[2048];
  const ssize_t length = read(fd, text, sizeof text - 1);
  const bool done = length >= 0 || fail_at(error, "read", path);
  close(fd);
  if (length > 0) {
    text[length] = '\0';
    *start = parse(text);
  }
  return done;
}
