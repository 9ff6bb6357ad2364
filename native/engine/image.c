// Memory for the planner's heap, and the heap that the build left: mmap(2), madvise(2), pread(2).

#include "image.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../host/host.h"

// In the executable's file, though it is empty there at first.
struct image image __attribute__((section(".data")));

bool image_reserve(void) {
  const size_t size = IMAGE_STACK_BELOW + IMAGE_SIZE;
  const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE;
  void* const memory = mmap(image_stack(), size, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (memory == MAP_FAILED) return false;
  // A page fault costs more than zeroing a dozen pages, in a virtual machine more than a hundred:
  // two faults instead of some hundreds. Where the host has no huge pages, it has small ones.
  madvise(image_memory(), IMAGE_SIZE, MADV_HUGEPAGE);
  return true;
}

// Straight into memory: mapping the file would cost a fault for every 16 pages read, and
// one with a copy for every page written.
static bool read_all(int file) {
  size_t done = 0;
  while (done < image.used) {
    const off_t offset = (off_t)(image.offset + done);
    const ssize_t got = pread(file, image_heap() + done, image.used - done, offset);
    if (got < 0 && errno == EINTR) continue;
    if (got == 0) errno = ENOEXEC;  // the file ends too early
    if (got <= 0) return false;
    done += (size_t)got;
  }
  return true;
}

bool image_wake(void) {
  if (!image_reserve()) return false;
  const int file = host_open("/proc/self/exe", O_RDONLY, 0);
  if (file < 0) return false;
  const bool done = read_all(file);
  const int error = errno;
  close(file);
  errno = error;
  return done;
}
