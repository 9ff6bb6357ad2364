// What went wrong, in the machine's own words for each errno.

#include <errno.h>
#include <string.h>

#include "../machine/errno.gen.h"
#include "host.h"

#define COUNT (sizeof errno_names / sizeof *errno_names)

// Appends what fits in front of `end`, and a NUL.
static char* append(char* at, const char* end, const char* text) {
  while (*text != '\0' && at + 1 < end) *at++ = *text++;
  *at = '\0';
  return at;
}

static char* append_number(char* at, const char* end, uint64_t number) {
  char digits[21];
  char* first = digits + sizeof digits - 1;
  *first = '\0';
  do {
    *--first = (char)('0' + number % 10);
    number /= 10;
  } while (number > 0);
  return append(at, end, first);
}

static void name(struct host_error* error, const char* call, int number) {
  *error = (struct host_error){.call = call, .number = number};
  char* const name_end = error->name + sizeof error->name;
  char* const text_end = error->text + sizeof error->text;
  for (size_t i = 0; i < COUNT; i++) {
    if (errno_names[i].number != number) continue;
    append(error->name, name_end, errno_names[i].name);
    append(error->text, text_end, errno_names[i].text);
    return;
  }
  append_number(append(error->name, name_end, "E"), name_end, (uint64_t)number);
  append_number(append(error->text, text_end, "unknown error "), text_end, (uint64_t)number);
}

bool host_fail(struct host_error* error, const char* call, int number) {
  name(error, call, number);
  return false;
}

bool host_fail_with(struct host_error* error, const char* call, int number, const char* text,
                    uint64_t figure) {
  name(error, call, number);
  const char* const end = error->text + sizeof error->text;
  char* at = error->text;
  for (; *text != '\0'; text++) {
    at = *text == '#' ? append_number(at, end, figure) : append(at, end, (char[]){*text, '\0'});
  }
  return false;
}

bool host_is_path(const char* call, const char* path, size_t length, struct host_error* error) {
  if (memchr(path, '\0', length) == NULL) return true;
  return host_fail_with(error, call, EINVAL, "a path cannot contain NUL", 0);
}
