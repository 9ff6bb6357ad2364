// setjmp(3) and longjmp(3) for XS: the registers that a function must keep, and nothing else. Ours,
// so that the compiler does not know it by its name: platform.h tells what for.

#include "xsAll.h"

// The only one there is: the interpreter reads it where it is returned to a second time.
void* engine_machine;

#ifdef __x86_64__
__asm__(
    ".text\n"
    ".globl engine_setjmp\n"
    ".type engine_setjmp, @function\n"
    "engine_setjmp:\n\t"
    "mov %rbx, (%rdi)\n\t"
    "mov %rbp, 8(%rdi)\n\t"
    "mov %r12, 16(%rdi)\n\t"
    "mov %r13, 24(%rdi)\n\t"
    "mov %r14, 32(%rdi)\n\t"
    "mov %r15, 40(%rdi)\n\t"
    "lea 8(%rsp), %rdx\n\t"
    "mov %rdx, 48(%rdi)\n\t"
    "mov (%rsp), %rdx\n\t"
    "mov %rdx, 56(%rdi)\n\t"
    "xor %eax, %eax\n\t"
    "ret\n"
    ".globl engine_longjmp\n"
    ".type engine_longjmp, @function\n"
    "engine_longjmp:\n\t"
    "mov %esi, %eax\n\t"
    "mov (%rdi), %rbx\n\t"
    "mov 8(%rdi), %rbp\n\t"
    "mov 16(%rdi), %r12\n\t"
    "mov 24(%rdi), %r13\n\t"
    "mov 32(%rdi), %r14\n\t"
    "mov 40(%rdi), %r15\n\t"
    "mov 48(%rdi), %rsp\n\t"
    "jmp *56(%rdi)\n");
#elif defined(__aarch64__)
__asm__(
    ".text\n"
    ".globl engine_setjmp\n"
    ".type engine_setjmp, @function\n"
    "engine_setjmp:\n\t"
    "stp x19, x20, [x0]\n\t"
    "stp x21, x22, [x0, 16]\n\t"
    "stp x23, x24, [x0, 32]\n\t"
    "stp x25, x26, [x0, 48]\n\t"
    "stp x27, x28, [x0, 64]\n\t"
    "stp x29, x30, [x0, 80]\n\t"
    "stp d8, d9, [x0, 96]\n\t"
    "stp d10, d11, [x0, 112]\n\t"
    "stp d12, d13, [x0, 128]\n\t"
    "stp d14, d15, [x0, 144]\n\t"
    "mov x2, sp\n\t"
    "str x2, [x0, 160]\n\t"
    "mov w0, 0\n\t"
    "ret\n"
    ".globl engine_longjmp\n"
    ".type engine_longjmp, @function\n"
    "engine_longjmp:\n\t"
    "ldp x19, x20, [x0]\n\t"
    "ldp x21, x22, [x0, 16]\n\t"
    "ldp x23, x24, [x0, 32]\n\t"
    "ldp x25, x26, [x0, 48]\n\t"
    "ldp x27, x28, [x0, 64]\n\t"
    "ldp x29, x30, [x0, 80]\n\t"
    "ldp d8, d9, [x0, 96]\n\t"
    "ldp d10, d11, [x0, 112]\n\t"
    "ldp d12, d13, [x0, 128]\n\t"
    "ldp d14, d15, [x0, 144]\n\t"
    "ldr x2, [x0, 160]\n\t"
    "mov sp, x2\n\t"
    "mov w0, w1\n\t"
    "ret\n");
#else
#error "XS's exceptions need a few lines for this architecture"
#endif
