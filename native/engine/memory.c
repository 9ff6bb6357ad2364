// XS's memory: first the image (image.h), in which all of it lies at build time; what a plan needs
// beyond comes from mmap(2). Hardly anything is given back: the process plans once and execs.

#include <stddef.h>
#include <sys/mman.h>
#include <time.h>

#include "../host/host.h"
#include "engine.h"
#include "image.h"
#include "xsAll.h"

// More than this no command line needs; a config.json that does is an attack or an accident.
// Nothing is collected on the way there: with a heap that is nearly full each collection frees
// little, and the next follows at once, so that a megabyte of text takes minutes.
#define MORE ((size_t)ENGINE_MAX_MIB << 20)

// XS's chunks from its bottom, all else from its top. For each chunk XS looks through all its
// blocks, and joins those that lie side by side: so they are one.
static struct {
  unsigned char* at;
  size_t left;
} more;

enum use { CHUNKS, OTHER };

static size_t round_up(size_t size) { return (size + 15) & ~(size_t)15; }

static void* from_kernel(size_t size, enum use use) {
  if (more.at == NULL) {
    void* const memory = mmap(NULL, MORE, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) return NULL;
    madvise(memory, MORE, MADV_HUGEPAGE);  // as image_reserve does
    more.at = memory;
    more.left = MORE;
  }
  if (size > more.left) return NULL;
  more.left -= size;
  if (use == OTHER) return more.at + more.left;
  more.at += size;
  return more.at - size;
}

static void* take(size_t wanted, enum use use) {
  const size_t size = round_up(wanted);
  if (size > IMAGE_HEAP_SIZE - image.used) return from_kernel(size, use);
  void* const piece = image_heap() + image.used;
  image.used += size;
  return piece;
}

// XS asks for each chunk and for each few slots.
struct zone {
  enum use use;
  unsigned char* at;
  size_t left;
};

#define ZONE (64u << 10)

// So many seconds no command line needs either: XS goes through the properties of an object one by
// one, so some ten thousand of them are work for minutes. Nothing computes for long without asking
// for memory.
static void bound_computing(txMachine* the) {
  if (more.at == NULL || image.machine == NULL) return;
  if (host_milliseconds(CLOCK_PROCESS_CPUTIME_ID) < 1000 * ENGINE_MAX_SECONDS) return;
  fxAbort(the, XS_TOO_MUCH_COMPUTATION_EXIT);
}

static void* take_in(txMachine* the, struct zone* zone, size_t size) {
  if (size > zone->left) {
    bound_computing(the);
    // What the build leaves is as large as it needs to be.
    const size_t whole = image.machine == NULL || size > ZONE ? size : ZONE;
    unsigned char* const memory = take(whole, zone->use);
    if (memory == NULL) return NULL;
    if (memory != zone->at + zone->left) {
      zone->at = memory;
      zone->left = 0;
    }
    zone->left += whole;
  }
  void* const piece = zone->at;
  zone->at += size;
  zone->left -= size;
  return piece;
}

bool engine_fits_image(void) { return more.at == NULL; }

void* engine_malloc(size_t size) {
  // Its size lies before each piece, for realloc.
  const size_t whole = round_up(size + 16);
  if (whole < size) return NULL;
  unsigned char* const piece = take(whole, OTHER);
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

// Twice as much as is asked for: XS lengthens the text of JSON by 1 KiB a time, and what it had is
// not given back.
void* engine_realloc(void* memory, size_t size) {
  if (memory == NULL) return engine_malloc(size);
  const size_t had = *(size_t*)((unsigned char*)memory - 16);
  if (size <= had) return memory;
  void* larger = size <= SIZE_MAX / 2 ? engine_malloc(2 * size) : NULL;
  if (larger == NULL) larger = engine_malloc(size);
  if (larger != NULL) memcpy(larger, memory, had);
  return larger;
}

// Only what was taken last is given back: what the host read, once it is a string of XS's, and what
// a regular expression remembers of a long text.
void engine_free(void* memory) {
  if (memory == NULL) return;
  unsigned char* const piece = (unsigned char*)memory - 16;
  const size_t whole = round_up(*(size_t*)piece + 16);
  if (piece + whole == image_heap() + image.used) image.used -= whole;
  if (more.at != NULL && piece == more.at + more.left) more.left += whole;
}

// XS lengthens its first block by what it gets, if that lies behind it. Where nothing is collected
// it asks for one chunk at a time, and does much about it: so the block gets all of the zone, and
// XS the zone's end.
void* fxAllocateChunks(txMachine* the, txSize size) {
  static struct zone chunks = {.use = CHUNKS};
  txByte* const piece = take_in(the, &chunks, (size_t)size);
  txBlock* const block = the->firstBlock;
  if (piece == NULL || image.machine == NULL || piece != block->limit) return piece;
  block->limit += chunks.left;
  chunks.at += chunks.left;
  chunks.left = 0;
  return block->limit;
}

void fxFreeChunks(txMachine* the, void* chunks) {
  (void)the;
  (void)chunks;
}

txSlot* fxAllocateSlots(txMachine* the, txSize count) {
  static struct zone slots = {.use = OTHER};
  return take_in(the, &slots, (size_t)count * sizeof(txSlot));
}

void fxFreeSlots(txMachine* the, void* slots) {
  (void)the;
  (void)slots;
}
