// read(2): a whole file as text, under a cap, without ever waiting on what is no file.

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host.h"

// procfs says that its files have no size; most are smaller than this.
#define FIRST_SIZE (16u << 10)

static ssize_t read_some(int fd, char* at, size_t size) {
  for (;;) {
    const ssize_t count = read(fd, at, size);
    if (count >= 0) return count;
    if (errno == EAGAIN && fd == STDIN_FILENO) {
      // The engine's, and so is its O_NONBLOCK: to clear it would be seen on the other side.
      poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, -1);
    } else if (errno != EINTR) {
      return -1;
    }
  }
}

// What the file says, into `text`, which is freed by the caller in any case. `size`: what it says
// that it holds, 0 where it does not say.
static bool read_all(int fd, uint64_t size, uint64_t max, struct host_text* text,
                     struct host_error* error) {
  // One byte more than there should be, so that the end is seen; and one for the NUL.
  size_t capacity = size > 0 ? size + 1 : FIRST_SIZE;
  for (;;) {
    char* const larger = realloc(text->at, capacity + 1);
    if (larger == NULL) return host_fail(error, "read", ENOMEM);
    text->at = larger;
    while (text->length < capacity) {
      const ssize_t count = read_some(fd, text->at + text->length, capacity - text->length);
      if (count < 0) return host_fail(error, "read", errno);
      text->length += (size_t)count;
      if (text->length > max) {
        return host_fail_with(error, "read", EFBIG, "larger than # bytes", max);
      }
      if (count == 0 || text->length == size) {
        text->at[text->length] = '\0';
        return true;
      }
    }
    capacity *= 2;
  }
}

static const char* kind_in_words(mode_t mode) {
  if (S_ISFIFO(mode)) return "a FIFO, not a regular file";
  if (S_ISSOCK(mode)) return "a socket, not a regular file";
  return "a device, not a regular file";
}

static bool read_open(int fd, uint64_t max, struct host_text* text, struct host_error* error) {
  struct stat stat;
  if (fstat(fd, &stat) < 0) return host_fail(error, "fstat", errno);
  if (S_ISDIR(stat.st_mode)) return host_fail(error, "read", EISDIR);
  if (!S_ISREG(stat.st_mode)) {
    return host_fail_with(error, "read", EINVAL, kind_in_words(stat.st_mode), 0);
  }
  const uint64_t size = (uint64_t)stat.st_size;
  if (size > max) return host_fail_with(error, "read", EFBIG, "larger than # bytes", max);
  return read_all(fd, size, max, text, error);
}

static bool read_bytes(const char* path, uint64_t max, struct host_text* text,
                       struct host_error* error) {
  if (strcmp(path, "-") == 0) return read_all(STDIN_FILENO, 0, max, text, error);

  // A FIFO would make open wait for a writer, a terminal would become ours: bundles are others'.
  const int fd = host_open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0);
  if (fd < 0) return host_fail(error, "open", errno);
  const bool done = read_open(fd, max, text, error);
  close(fd);
  return done;
}

// What lists the mounts and cgroups of the whole host: one odd name in them is no reason to run
// nothing at all.
static bool lists_names(const char* path) {
  return strcmp(path, "/proc/self/mountinfo") == 0 || strcmp(path, "/proc/self/cgroup") == 0;
}

static bool as_utf8(const char* path, struct host_text* text, struct host_error* error) {
  const size_t wrong = host_utf8_error(text->at, text->length);
  if (wrong == text->length) return true;
  if (!lists_names(path)) {
    return host_fail_with(error, "read", EILSEQ, "not UTF-8 at byte #", wrong);
  }
  const struct host_text raw = *text;
  if (!host_utf8_text(raw.at, raw.length, text)) return host_fail(error, "read", ENOMEM);
  free(raw.at);
  return true;
}

bool host_read(const char* path, uint64_t max, struct host_text* text, struct host_error* error) {
  *text = (struct host_text){0};
  if (read_bytes(path, max, text, error) && as_utf8(path, text, error)) return true;
  free(text->at);
  return false;
}
