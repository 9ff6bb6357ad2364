// The planner's heap as the build left it: XS with the planner's modules loaded, waiting to be
// called. It lies behind the executable's own segments in its file, and is read to where it was
// made, since it is full of pointers.

#ifndef RUNTS_ENGINE_IMAGE_H
#define RUNTS_ENGINE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// An address that every 64-bit layout has and no kernel gives away: above what a fixed executable
// and its brk(2) take, far below where mmap(2) begins. aarch64 may have only 39 bits.
#define IMAGE_ADDRESS 0x1000000000u
// Two huge pages, with room for an ordinary plan behind what the build leaves; small commands touch
// only the first. It begins with the upper part of XS's stack; the rest lies below, for who
// recurses deeply.
#define IMAGE_SIZE (4u << 20)
#define IMAGE_STACK_BELOW (1u << 20)
#define IMAGE_STACK_ABOVE (64u << 10)
#define IMAGE_HEAP_SIZE (IMAGE_SIZE - IMAGE_STACK_ABOVE)

static inline unsigned char* image_memory(void) { return (unsigned char*)IMAGE_ADDRESS; }
static inline unsigned char* image_stack(void) { return image_memory() - IMAGE_STACK_BELOW; }
static inline unsigned char* image_heap(void) { return image_memory() + IMAGE_STACK_ABOVE; }

struct image {
  void* machine;  // txMachine; NULL in an executable without the planner
  // Objects that are no properties of the global one, where plugins would find them.
  void* planner;  // what the planner's modules export
  void* host;
  uint64_t offset;       // of the heap in the executable's file
  size_t used;           // of the heap
  char directory[4096];  // where our files lie, if not beside this executable
};

// Written by the build (bake.c).
extern struct image image;

// Makes the memory; false with errno set where there is none. Once a process, before XS.
bool image_reserve(void);

// Reads what the build has left into it; false with errno set.
bool image_wake(void);

#endif
