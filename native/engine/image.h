// The planner's heap as the build left it: XS with the planner's modules loaded, waiting to be
// called.

#ifndef RUNTS_ENGINE_IMAGE_H
#define RUNTS_ENGINE_IMAGE_H

#include <stddef.h>

// With room for an ordinary plan, so that it asks the kernel for nothing.
#define IMAGE_CELLS (4u << 20)
#define IMAGE_CHUNKS (2u << 20)

struct image {
  void* machine;  // txMachine; NULL in an executable without the planner
  // Objects that are no properties of the global one, where plugins would find them.
  void* planner;  // what the planner's modules export
  void* host;
  char directory[4096];  // where our files lie, if not beside this executable
  size_t cells_used;
  size_t chunks_used;
  _Alignas(4096) unsigned char cells[IMAGE_CELLS];    // slots, tables, the machine
  _Alignas(4096) unsigned char chunks[IMAGE_CHUNKS];  // XS's chunks: code, strings, arrays
};

extern struct image image;

#endif
