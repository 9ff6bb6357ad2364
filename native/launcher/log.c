// The launcher's own errors: one line for people, one record for the engine. Everything else that
// runts reports is in the program.

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../host/host.h"
#include "launcher.h"

static const char* log_path;
static bool log_json;

// The value of `name` if `argv` begins with `name value` or `name=value`.
static const char* option(char* const argv[], const char* name) {
  const size_t length = strlen(name);
  if (strcmp(argv[0], name) == 0) return argv[1];
  if (strncmp(argv[0], name, length) == 0 && argv[0][length] == '=') return argv[0] + length + 1;
  return NULL;
}

void log_to(char* const argv[]) {
  // Up to the command, which is the first word that is neither an option nor may be one's value:
  // what follows can be a container's own command line.
  bool value = true;  // argv[0] is no command either
  for (; *argv != NULL && (value || argv[0][0] == '-'); argv++) {
    const char* const path = option(argv, "--log");
    const char* const format = option(argv, "--log-format");
    if (path != NULL) log_path = path;
    if (format != NULL) log_json = strcmp(format, "json") == 0;
    value = argv[0][0] == '-' && strchr(argv[0], '=') == NULL;
  }
}

// A string in JSON, which logfmt's quoted values are too. What is not ASCII passes as it is.
static void print_quoted(FILE* file, const char* text) {
  fputc('"', file);
  for (; *text != '\0'; text++) {
    if (*text == '"' || *text == '\\') {
      fprintf(file, "\\%c", *text);
    } else if ((unsigned char)*text < 0x20) {
      fprintf(file, "\\u%04x", (unsigned char)*text);
    } else {
      fputc(*text, file);
    }
  }
  fputc('"', file);
}

// Appends, because engines read what earlier commands wrote. One write, so that records of two
// commands never mix.
static void write_record(const char* message) {
  const int fd =
      open(log_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0644);
  if (fd < 0) return;

  char now[sizeof "2000-01-01T00:00:00Z"];
  const time_t seconds = time(NULL);
  strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", gmtime(&seconds));

  char* record = NULL;
  size_t size = 0;
  FILE* const file = open_memstream(&record, &size);
  if (file == NULL) return;
  fputs(log_json ? "{\"level\":\"error\",\"msg\":" : "level=error msg=", file);
  print_quoted(file, message);
  fprintf(file, log_json ? ",\"time\":\"%s\"}\n" : " time=\"%s\"\n", now);
  fclose(file);
  if (write(fd, record, size) < 0) return;
}

static noreturn void report(const char* code, const char* text, const char* format,
                            va_list values) {
  char* what = NULL;
  char* message = NULL;
  if (vasprintf(&what, format, values) < 0 ||
      asprintf(&message, "cannot %s: %s: %s", what, code, text) < 0) {
    message = "cannot report an error: ENOMEM: cannot allocate memory";
  }
  dprintf(STDERR_FILENO, "runts: %s\n", message);
  if (log_path != NULL) write_record(message);
  exit(1);
}

noreturn void fail(int error, const char* format, ...) {
  struct host_error reason;
  host_fail(&reason, "", error);
  va_list values;
  va_start(values, format);
  report(reason.name, reason.text, format, values);
}

noreturn void fail_with(const char* code, const char* text, const char* format, ...) {
  va_list values;
  va_start(values, format);
  report(code, text, format, values);
}
