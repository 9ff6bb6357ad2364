// What XS asks of the system it is built for: its memory is ours (memory.c), and it has no
// debugger, no modules, no workers. Included by XS's own headers.

#ifndef RUNTS_ENGINE_PLATFORM_H
#define RUNTS_ENGINE_PLATFORM_H

#undef mxLinux
#define mxLinux 1
#undef mxLittleEndian
#define mxLittleEndian 1
#define mxExport extern
#define mxImport extern
#define XS_FUNCTION_NORETURN __attribute__((noreturn))

#include <arpa/inet.h>
#include <ctype.h>
#include <float.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define mxUseGCCAtomics 1
#define mxUseDefaultBuildKeys 1
#define mxUseDefaultSharedChunks 1
#define mxUseDefaultCStackLimit 0
#define mx32bitID 1
// Strings count in UTF-16 units, as the language has it: a character beyond U+FFFF lies in them as
// two.
#define mxCESU8 1

#define mxMachinePlatform \
  void* waiterCondition;  \
  void* waiterData;       \
  void* waiterLink;       \
  int exit_status;

void* engine_malloc(size_t size);
void* engine_calloc(size_t count, size_t size);
void* engine_realloc(void* memory, size_t size);
void engine_free(void* memory);

#define c_malloc engine_malloc
#define c_calloc engine_calloc
#define c_realloc engine_realloc
#define c_free engine_free
#define c_malloc_uint32 engine_malloc
#define c_free_uint32 engine_free

// XS copies some bytes at a time, some ten thousand times a plan. musl's memcpy(3) begins with an
// instruction that takes 20 ns to start.
static inline void* engine_copy(void* to, const void* from, size_t size) {
  if (size > 512) return memcpy(to, from, size);
  unsigned char* at = to;
  const unsigned char* byte = from;
  for (; size >= 16; size -= 16, at += 16, byte += 16) __builtin_memcpy(at, byte, 16);
  if (size & 8) __builtin_memcpy(at, byte, 8), at += 8, byte += 8;
  for (size &= 7; size > 0; size--) *at++ = *byte++;
  return to;
}

#define c_memcpy engine_copy

// The same of some bytes that are to be zero, which XS does for each of its chunks.
static inline void* engine_fill(void* to, int value, size_t size) {
  if (size > 64 || value != 0) return memset(to, value, size);
  unsigned char* at = to;
  for (; size >= 8; size -= 8, at += 8) __builtin_memset(at, 0, 8);
  for (; size > 0; size--) *at++ = 0;
  return to;
}

#define c_memset engine_fill

// Exceptions: jump.c. The compiler keeps nothing in registers in a function that setjmp(3) returns
// to twice, and one such function is XS's interpreter. There it may, since what comes after the
// second return is read anew, beginning with the machine.
int engine_setjmp(jmp_buf buffer)
#ifndef RUNTS_INTERPRETER
    __attribute__((returns_twice))
#endif
    ;
__attribute__((noreturn)) void engine_longjmp(jmp_buf buffer, int value);
extern void* engine_machine;

#ifdef RUNTS_INTERPRETER
#define c_setjmp(buffer) (engine_setjmp(buffer) == 0 ? 0 : (the = engine_machine, 1))
#else
#define c_setjmp engine_setjmp
#endif
#define c_longjmp engine_longjmp

#endif
