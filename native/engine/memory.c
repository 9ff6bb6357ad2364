// XS's memory. At build time all of it lies in `image`, which the build writes back into the
// executable (bake.c); at run time the kernel maps the image copy on write with the executable, and
// what a plan needs beyond comes from mmap(2). Nothing is given back: the process plans once and
// execs.

#include <stddef.h>
#include <sys/mman.h>

#include "engine.h"
#include "image.h"
#include "offsets.h"
#include "xsAll.h"

// A plan that grows by less collects no garbage.
#define COLLECT_ABOVE (48u << 20)
// More than this, in each of two regions, no command line needs; a config.json that does is an
// attack or an accident.
#define REGION (96u << 20)

struct image image __attribute__((section(".planner"), aligned(4096)));

// Memory that grows in one piece: XS looks through all its blocks for room, so it must have few.
struct region {
  unsigned char* at;
  size_t left;
};

static struct region cells, chunks;

static size_t round_up(size_t size) { return (size + 15) & ~(size_t)15; }

static void* from_kernel(struct region* region, size_t size) {
  if (region->at == NULL) {
    void* const memory = mmap(NULL, REGION, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) return NULL;
    *region = (struct region){.at = memory, .left = REGION};
  }
  if (size > region->left) return NULL;
  unsigned char* const result = region->at;
  region->at += size;
  region->left -= size;
  return result;
}

static size_t grown(const struct region* region) {
  return region->at == NULL ? 0 : REGION - region->left;
}

bool engine_fits_image(void) { return grown(&cells) + grown(&chunks) == 0; }

void* engine_malloc(size_t size) {
  // Its size lies before each piece, for realloc.
  const size_t whole = round_up(size + 16);
  if (whole < size) return NULL;
  unsigned char* piece = NULL;
  if (whole <= sizeof image.cells - image.cells_used) {
    piece = image.cells + image.cells_used;
    image.cells_used += whole;
  } else {
    piece = from_kernel(&cells, whole);
  }
  if (piece == NULL) return NULL;
  *(size_t*)piece = size;
  return piece + 16;
}

void* engine_calloc(size_t count, size_t size) {
  size_t whole;
  if (__builtin_mul_overflow(count, size, &whole)) return NULL;
  void* const memory = engine_malloc(whole);
  if (memory != NULL) memset(memory, 0, whole);
  return memory;
}

void* engine_realloc(void* memory, size_t size) {
  const size_t had = memory == NULL ? 0 : *(size_t*)((unsigned char*)memory - 16);
  void* const larger = engine_malloc(size);
  if (larger != NULL && had > 0) memcpy(larger, memory, had < size ? had : size);
  return larger;
}

void engine_free(void* memory) { (void)memory; }

static void collect_when_large(txMachine* the) {
  if (grown(&cells) + grown(&chunks) <= COLLECT_ABOVE) return;
  the->collectFlag |= XS_COLLECTING_FLAG;
  engine_collects = true;
}

void* fxAllocateChunks(txMachine* the, txSize size) {
  if (image.chunks_used == 0) {
    if ((size_t)size > sizeof image.chunks) return NULL;
    image.chunks_used = (size_t)size;
    return image.chunks;
  }
  collect_when_large(the);
  return from_kernel(&chunks, (size_t)size);
}

void fxFreeChunks(txMachine* the, void* chunks) {
  (void)the;
  (void)chunks;
}

txSlot* fxAllocateSlots(txMachine* the, txSize count) {
  collect_when_large(the);
  return engine_malloc((size_t)count * sizeof(txSlot));
}

void fxFreeSlots(txMachine* the, void* slots) {
  (void)the;
  (void)slots;
}
