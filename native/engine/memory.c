// XS's memory: first the image (image.h), in which all of it lies at build time; what a plan needs
// beyond comes from mmap(2). Hardly anything is given back: the process plans once and execs.

#include <stddef.h>
#include <sys/mman.h>

#include "image.h"
#include "offsets.h"
#include "xsAll.h"

// A plan that grows by less collects no garbage.
#define COLLECT_ABOVE (48u << 20)
// More than this, in each of two regions, no command line needs; a config.json that does is an
// attack or an accident.
#define REGION (96u << 20)

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
    madvise(memory, REGION, MADV_HUGEPAGE);  // as image_reserve does
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

static void* take_cells(size_t size) {
  if (size > IMAGE_HALF - image.cells_used) return from_kernel(&cells, size);
  void* const piece = image_cells() + image.cells_used;
  image.cells_used += size;
  return piece;
}

void* engine_malloc(size_t size) {
  // Its size lies before each piece, for realloc.
  const size_t whole = round_up(size + 16);
  if (whole < size) return NULL;
  unsigned char* const piece = take_cells(whole);
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

// Only what was taken last is given back: what the host read, once it is a string of XS's.
void engine_free(void* memory) {
  if (memory == NULL) return;
  unsigned char* const piece = (unsigned char*)memory - 16;
  const size_t whole = round_up(*(size_t*)piece + 16);
  if (piece + whole == image_cells() + image.cells_used) image.cells_used -= whole;
}

static void collect_when_large(txMachine* the) {
  if (grown(&cells) + grown(&chunks) <= COLLECT_ABOVE) return;
  the->collectFlag |= XS_COLLECTING_FLAG;
  engine_collects = true;
}

void* fxAllocateChunks(txMachine* the, txSize size) {
  const size_t wanted = (size_t)size;
  if (wanted <= IMAGE_HALF - image.chunks_used) {
    void* const piece = image_chunks() + image.chunks_used;
    image.chunks_used += wanted;
    return piece;
  }
  collect_when_large(the);
  return from_kernel(&chunks, wanted);
}

void fxFreeChunks(txMachine* the, void* chunks) {
  (void)the;
  (void)chunks;
}

// One behind the other, without sizes between: XS joins them.
txSlot* fxAllocateSlots(txMachine* the, txSize count) {
  collect_when_large(the);
  return take_cells((size_t)count * sizeof(txSlot));
}

void fxFreeSlots(txMachine* the, void* slots) {
  (void)the;
  (void)slots;
}
