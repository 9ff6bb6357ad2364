// Memory for the planner's heap, and the heap that the build left: mmap(2), madvise(2), preadv(2).

#include "image.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

// Written by the build (bake.c). The first cells are the stack's.
struct image image = {.cells_used = IMAGE_STACK_ABOVE};

bool image_reserve(void) {
  const size_t size = IMAGE_STACK_BELOW + 2 * IMAGE_HALF;
  const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE;
  void* const memory = mmap(image_stack(), size, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (memory == MAP_FAILED) return false;
  // A page fault costs more than zeroing a dozen pages, in a virtual machine more than a hundred:
  // two faults instead of some hundreds. Where the host has no huge pages, it has small ones.
  madvise(image_cells(), 2 * IMAGE_HALF, MADV_HUGEPAGE);
  return true;
}

// read(2) straight into memory: mapping the file would cost a fault for every 16 pages read, and
// one with a copy for every page written.
static bool read_all(int file) {
  unsigned char* at[] = {image_cells() + IMAGE_STACK_ABOVE, image_chunks()};
  size_t left[] = {image.cells_used - IMAGE_STACK_ABOVE, image.chunks_used};
  uint64_t offset = image.offset;
  while (left[0] + left[1] > 0) {
    const struct iovec parts[] = {{at[0], left[0]}, {at[1], left[1]}};
    const ssize_t got = preadv(file, parts, 2, (off_t)offset);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      if (got == 0) errno = ENOEXEC;  // the file ends too early
      return false;
    }
    offset += (size_t)got;
    for (int part = 0, rest = (int)got; part < 2; part++) {
      const size_t done = (size_t)rest < left[part] ? (size_t)rest : left[part];
      at[part] += done;
      left[part] -= done;
      rest -= (int)done;
    }
  }
  return true;
}

bool image_wake(void) {
  if (!image_reserve()) return false;
  const int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool done = read_all(file);
  const int error = errno;
  close(file);
  errno = error;
  return done;
}
