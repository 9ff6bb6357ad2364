// Lets the kernel's verifier judge device filters: reads programs from standard input, each a
// little-endian u32 length and its bytes, and prints for each "loaded" or the errno's number.

#include <errno.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static unsigned char program[1 << 20];

int main(void) {
  uint32_t length;
  while (fread(&length, sizeof length, 1, stdin) == 1) {
    if (length > sizeof program || fread(program, 1, length, stdin) != length) return 1;
    union bpf_attr attr;
    memset(&attr, 0, sizeof attr);
    attr.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE;
    attr.insns = (uint64_t)(uintptr_t)program;
    attr.insn_cnt = length / 8;
    attr.license = (uint64_t)(uintptr_t) "Apache-2.0";
    const int fd = (int)syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof attr);
    if (fd < 0) {
      printf("%d\n", errno);
      continue;
    }
    puts("loaded");
    close(fd);
  }
  return 0;
}
