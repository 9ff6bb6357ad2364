#define _GNU_SOURCE
#include "json.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Closing brackets still owed, innermost last, and whether the next value needs a comma first.
static char closing[64];
static int depth;
static int comma;

static void quoted(const char* text) {
  putchar('"');
  for (const unsigned char* p = (const unsigned char*)text; *p; p++) {
    if (*p == '"' || *p == '\\') {
      printf("\\%c", *p);
    } else if (*p < 0x20 || *p == 0x7f) {
      printf("\\u%04x", *p);
    } else {
      putchar(*p);
    }
  }
  putchar('"');
}

static void prefix(const char* key) {
  if (comma) putchar(',');
  comma = 1;
  if (key) {
    quoted(key);
    putchar(':');
  }
}

static void open_bracket(const char* key, char opening, char ending) {
  prefix(key);
  putchar(opening);
  closing[depth++] = ending;
  comma = 0;
}

void json_object(const char* key) { open_bracket(key, '{', '}'); }

void json_array(const char* key) { open_bracket(key, '[', ']'); }

void json_close(void) {
  putchar(closing[--depth]);
  comma = depth > 0;
}

void json_string(const char* key, const char* value) {
  if (!value) {
    json_null(key);
    return;
  }
  prefix(key);
  quoted(value);
}

void json_number(const char* key, int64_t value) {
  prefix(key);
  printf("%lld", (long long)value);
}

void json_boolean(const char* key, int value) {
  prefix(key);
  fputs(value ? "true" : "false", stdout);
}

void json_null(const char* key) {
  prefix(key);
  fputs("null", stdout);
}

void json_errno(const char* key, int error) {
  json_string(key, error ? strerrorname_np(error) : NULL);
}

static char* read_file(const char* path) {
  static char text[1 << 20];
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return NULL;

  size_t size = 0;
  while (size < sizeof text - 1) {
    const ssize_t got = read(fd, text + size, sizeof text - 1 - size);
    if (got < 0) {
      const int saved = errno;
      close(fd);
      errno = saved;
      return NULL;
    }
    if (got == 0) break;
    size += (size_t)got;
  }
  close(fd);
  text[size] = '\0';
  return text;
}

void json_file(const char* key, const char* path) { json_string(key, read_file(path)); }

void json_lines(const char* key, const char* path) {
  char* text = read_file(path);
  if (!text) {
    json_null(key);
    return;
  }
  json_array(key);
  for (char* line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) json_string(NULL, line);
  json_close();
}

void json_link(const char* key, const char* path) {
  char target[PATH_MAX];
  const ssize_t size = readlink(path, target, sizeof target - 1);
  if (size >= 0) target[size] = '\0';
  json_string(key, size < 0 ? NULL : target);
}

void json_flush(void) {
  putchar('\n');
  fflush(stdout);
  comma = 0;
}
