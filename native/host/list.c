// getdents64(2): the names in a directory.

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host.h"

// All names so far, each with its NUL.
struct names {
  char* at;
  size_t length;
  size_t capacity;
  size_t count;
};

static bool add(struct names* names, const char* name) {
  const size_t length = strlen(name);
  const size_t most = names->length + 3 * length + 1;
  if (most > names->capacity) {
    char* const larger = realloc(names->at, 2 * most);
    if (larger == NULL) return false;
    names->at = larger;
    names->capacity = 2 * most;
  }
  names->length += host_utf8_copy(names->at + names->length, name, length);
  names->at[names->length++] = '\0';
  names->count++;
  return true;
}

static bool read_names(int fd, struct names* names) {
  _Alignas(struct dirent64) char buffer[16 << 10];
  for (;;) {
    // By number: musl's wrapper wants another type.
    const ssize_t size = syscall(SYS_getdents64, fd, buffer, sizeof buffer);
    if (size <= 0) return size == 0;
    for (ssize_t at = 0; at < size;) {
      const struct dirent64* const entry = (const void*)(buffer + at);
      at += entry->d_reclen;
      if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
      if (!add(names, entry->d_name)) return errno = ENOMEM, false;
    }
  }
}

// JavaScript compares UTF-16: what is beyond U+FFFF is there a pair of surrogates, in front of
// U+E000 to U+FFFF. So in UTF-8 the first bytes F0 to F4 come before EE and EF.
static int compare(const void* left, const void* right) {
  const unsigned char* a = *(const unsigned char* const*)left;
  const unsigned char* b = *(const unsigned char* const*)right;
  for (; *a == *b && *a != '\0'; a++, b++) continue;
  const int swap = *a >= 0xee && *b >= 0xee ? 0x10 : 0;
  return (*a ^ swap) - (*b ^ swap);
}

static bool sort(const struct names* names, struct host_names* list) {
  *list = (struct host_names){.names = malloc((names->count + 1) * sizeof *list->names)};
  list->bytes = names->at;
  if (list->names == NULL) return false;
  for (size_t at = 0; at < names->length; at += strlen(names->at + at) + 1) {
    list->names[list->count++] = names->at + at;
  }
  return true;
}

bool host_list(const char* path, struct host_names* list, struct host_error* error) {
  const int fd = host_open(path, O_RDONLY | O_DIRECTORY | O_NONBLOCK, 0);
  if (fd < 0) return host_fail(error, "scandir", errno);
  struct names names = {0};
  const bool done = read_names(fd, &names) && sort(&names, list);
  const int number = errno;
  close(fd);
  if (done) {
    qsort(list->names, list->count, sizeof *list->names, compare);
    return true;
  }
  free(names.at);
  return host_fail(error, "scandir", number);
}
