// Where the freestanding machine begins, and what the compiler expects of a libc.
#include "machine.h"
#include "sys.h"
#include "text.h"

// The kernel leaves argc, argv and envp on the stack; the stack must be aligned where C begins.
#if defined(__x86_64__)
__asm__(
    ".globl _start\n"
    "_start:\n"
    "  xor %ebp, %ebp\n"
    "  mov %rsp, %rdi\n"
    "  and $-16, %rsp\n"
    "  call start\n");
#elif defined(__aarch64__)
__asm__(
    ".globl _start\n"
    "_start:\n"
    "  mov x29, #0\n"
    "  mov x30, #0\n"
    "  mov x0, sp\n"
    "  and sp, x0, #-16\n"
    "  bl start\n");
#endif

__attribute__((noreturn, used)) void start(const long* stack) {
  const int argc = (int)stack[0];
  const char* const* argv = (const char* const*)(const void*)(stack + 1);
  sys_exit(machine_main(argc, argv));
}

// The loops would be turned into calls of the functions they are in.
#if defined(__clang__)
#define NO_LOOP_PATTERNS __attribute__((no_builtin))
#else
#define NO_LOOP_PATTERNS __attribute__((optimize("no-tree-loop-distribute-patterns")))
#endif

NO_LOOP_PATTERNS void* memcpy(void* restrict to, const void* restrict from, size_t size) {
  u8* out = to;
  const u8* in = from;
  while (size-- > 0) *out++ = *in++;
  return to;
}

NO_LOOP_PATTERNS void* memmove(void* to, const void* from, size_t size) {
  u8* out = to;
  const u8* in = from;
  if (out < in) {
    while (size-- > 0) *out++ = *in++;
  } else {
    while (size-- > 0) out[size] = in[size];
  }
  return to;
}

NO_LOOP_PATTERNS void* memset(void* to, int value, size_t size) {
  u8* out = to;
  while (size-- > 0) *out++ = (u8)value;
  return to;
}

NO_LOOP_PATTERNS int memcmp(const void* a, const void* b, size_t size) {
  const u8* x = a;
  const u8* y = b;
  for (size_t i = 0; i < size; i++) {
    if (x[i] != y[i]) return x[i] < y[i] ? -1 : 1;
  }
  return 0;
}

NO_LOOP_PATTERNS size_t strlen(const char* text) {
  size_t length = 0;
  while (text[length] != 0) length++;
  return length;
}
