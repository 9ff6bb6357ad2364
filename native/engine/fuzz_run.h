// Which blocks of the planner's JavaScript ran, told to libFuzzer, which sees but the C of the
// engine. Included before xsRun.c, which counts its opcodes where mxFrequency is defined; the names
// of its counts become a call from here.

#ifndef RUNTS_ENGINE_FUZZ_RUN_H
#define RUNTS_ENGINE_FUZZ_RUN_H

#include "fuzz_memory.h"

#define FUZZ_BLOCKS (1u << 16)

static unsigned char fuzz_blocks[FUZZ_BLOCKS]
    __attribute__((used, section("__libfuzzer_extra_counters")));
static unsigned char fuzz_unused[XS_CODE_COUNT];

// XS makes a copy of a function's code for each closure: what lies in the kept heap is known by its
// address, a copy by what it says.
__attribute__((no_sanitize("address", "undefined"))) static uint64_t fuzz_name(const void* code) {
  return (const unsigned char*)code < fuzz_end ? (uintptr_t)code : *(const uint64_t*)code;
}

// A block begins behind a jump, taken or not, and where a function does.
static inline void fuzz_opcode(const void* code, unsigned char opcode) {
  static bool begins;
  if (begins || (opcode >= XS_CODE_BEGIN_SLOPPY && opcode <= XS_CODE_BEGIN_STRICT_FIELD)) {
    fuzz_blocks[fuzz_name(code) * 0x9e3779b97f4a7c15u >> 48] = 1;
  }
  begins = opcode >= XS_CODE_BRANCH_1 && opcode <= XS_CODE_BRANCH_STATUS_4;
}

#define mxFrequency 1
#define frequencies dtoa, fuzz_opcode(code, byte), fuzz_unused
#define exits dtoa, fuzz_unused

#endif
