// XS's memory under the fuzzer, in the place of memory.c: each chunk and each block of slots is a
// piece of its own with poisoned bytes behind it, so that ASan sees where one is left, and all of
// them lie side by side, so that a copy makes the heap as new for every input.

#include "fuzz_memory.h"

#include <sanitizer/asan_interface.h>
#include <stdint.h>
#include <sys/mman.h>

// A chunk that ends where its bytes do: XS's own lie many to a block.
#define fxNewChunk unused_new_chunk
#define fxNewGrowableChunk unused_new_growable_chunk
#define fxRenewChunk unused_renew_chunk
#include "xsMemory.c"
#undef fxNewChunk
#undef fxNewGrowableChunk
#undef fxRenewChunk

// The address of the image lies where ASan has its shadow; here it has none.
#define ARENA ((unsigned char*)0x200000000000)
// What memory.c gives a plan, and as much again for the poisoned bytes.
#define ARENA_SIZE ((size_t)384 << 20)
#define POISONED 16

bool fuzz_parses;
const unsigned char* fuzz_end = ARENA;

static size_t used;

static struct {
  size_t size;
  unsigned char* bytes;
  unsigned char* shadow;
} kept;

// As many times memory.c's seconds as the sanitizers make a plan slower.
#define SECONDS 30
#define OFTEN (1u << 20)

// When this input began, and what may be used before the clock is asked again.
static clock_t began;
static size_t asked;

static size_t round_up(size_t size) { return (size + 15) & ~(size_t)15; }

static void reserve(void) {
  void* const memory =
      mmap(ARENA, ARENA_SIZE, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
  if (memory != ARENA) abort();
  ASAN_POISON_MEMORY_REGION(ARENA, ARENA_SIZE);
}

// `size` bytes of zeroes, that may become `capacity`.
static void* take(size_t size, size_t capacity) {
  if (used == 0) reserve();
  if (capacity > ARENA_SIZE || round_up(capacity) + POISONED > ARENA_SIZE - used) return NULL;
  unsigned char* const piece = ARENA + used;
  used += round_up(capacity) + POISONED;
  ASAN_UNPOISON_MEMORY_REGION(piece, capacity);
  memset(piece, 0, capacity);
  ASAN_POISON_MEMORY_REGION(piece + size, capacity - size);
  return piece;
}

static unsigned char* shadow_of(const unsigned char* at) {
  size_t scale, offset;
  __asan_get_shadow_mapping(&scale, &offset);
  return (unsigned char*)(((uintptr_t)at >> scale) + offset);
}

// memcpy(3) itself is not to be had: ASan looks at what it copies.
__attribute__((no_sanitize("address", "undefined"), no_builtin)) static void copy(
    unsigned char* to, const unsigned char* from, size_t size) {
  for (size_t i = 0; i < size; i += 8) *(uint64_t*)(to + i) = *(const uint64_t*)(from + i);
}

void fuzz_keep(void) {
  used = (used + 4095) & ~(size_t)4095;
  kept.size = used;
  fuzz_end = ARENA + used;
  kept.bytes = malloc(used);
  kept.shadow = malloc(used / 8);
  copy(kept.bytes, ARENA, used);
  copy(kept.shadow, shadow_of(ARENA), used / 8);
}

void fuzz_restore(void) {
  ASAN_POISON_MEMORY_REGION(ARENA + kept.size, used - kept.size);
  copy(ARENA, kept.bytes, kept.size);
  copy(shadow_of(ARENA), kept.shadow, kept.size / 8);
  used = kept.size;
  began = clock();
  asked = used + OFTEN;
}

// Nothing computes for long without asking for memory.
static void bound_computing(txMachine* the) {
  if (kept.size == 0 || used < asked) return;
  asked = used + OFTEN;
  if (clock() - began > SECONDS * CLOCKS_PER_SEC) fxAbort(the, XS_TOO_MUCH_COMPUTATION_EXIT);
}

// --- what XS asks of memory.c ---

static bool is_ours(const void* memory) {
  return (const unsigned char*)memory >= ARENA && (const unsigned char*)memory < ARENA + ARENA_SIZE;
}

// The size lies before each piece, for realloc.
void* engine_malloc(size_t size) {
  size_t* const piece = fuzz_parses ? malloc(size + 16) : take(size + 16, size + 16);
  if (piece == NULL) return NULL;
  *piece = size;
  return piece + 2;
}

void* engine_calloc(size_t count, size_t size) {
  const size_t whole = count * size;
  void* const memory = engine_malloc(whole);
  return memory == NULL ? NULL : memset(memory, 0, whole);
}

void* engine_realloc(void* memory, size_t size) {
  if (memory == NULL) return engine_malloc(size);
  const bool parses = fuzz_parses;
  fuzz_parses = parses && !is_ours(memory);
  void* const larger = engine_malloc(size);
  fuzz_parses = parses;
  if (larger == NULL) return NULL;
  const size_t had = ((size_t*)memory)[-2];
  memcpy(larger, memory, had < size ? had : size);
  engine_free(memory);
  return larger;
}

void engine_free(void* memory) {
  if (memory == NULL) return;
  if (is_ours(memory)) {
    ASAN_POISON_MEMORY_REGION(memory, ((size_t*)memory)[-2]);
  } else {
    free((size_t*)memory - 2);
  }
}

void* fxAllocateChunks(txMachine* the, txSize size) {
  (void)the;
  return take((size_t)size, (size_t)size);
}

void fxFreeChunks(txMachine* the, void* chunks) { (void)the, (void)chunks; }

txSlot* fxAllocateSlots(txMachine* the, txSize count) {
  bound_computing(the);
  return take((size_t)count * sizeof(txSlot), (size_t)count * sizeof(txSlot));
}

void fxFreeSlots(txMachine* the, void* slots) { (void)the, (void)slots; }

// --- chunks ---

void* fxNewGrowableChunk(txMachine* the, txSize size, txSize capacity) {
  bound_computing(the);
  const txSize whole = fxAdjustChunkSize(the, size);
  const txSize most = fxAdjustChunkSize(the, capacity);
  txChunk* const chunk =
      take(sizeof(txChunk) + (size_t)size, (size_t)(most > whole ? most : whole));
  if (chunk == NULL) fxAbort(the, XS_NOT_ENOUGH_MEMORY_EXIT);
  chunk->size = whole;
  chunk->temporary = (txByte*)chunk + (most > whole ? most : whole);
  the->currentChunksSize += whole;
  return chunk + 1;
}

void* fxNewChunk(txMachine* the, txSize size) { return fxNewGrowableChunk(the, size, size); }

void* fxRenewChunk(txMachine* the, void* data, txSize size) {
  txChunk* const chunk = (txChunk*)data - 1;
  const txSize whole = fxAdjustChunkSize(the, size);
  const txSize most = (txSize)(chunk->temporary - (txByte*)chunk);
  if (whole > most) return NULL;
  ASAN_UNPOISON_MEMORY_REGION(data, (size_t)size);
  ASAN_POISON_MEMORY_REGION((txByte*)data + size, (size_t)most - sizeof(txChunk) - (size_t)size);
  chunk->size = whole;
  return data;
}
