// In place of the machine: ends at once, so that what is left is the launcher.

#include <asm/unistd.h>

void _start(void) {
#if defined(__x86_64__)
  __asm__ volatile("syscall" : : "a"(__NR_exit_group), "D"(0));
#elif defined(__aarch64__)
  register long x8 __asm__("x8") = __NR_exit_group;
  register long x0 __asm__("x0") = 0;
  __asm__ volatile("svc #0" : : "r"(x8), "r"(x0));
#endif
}
