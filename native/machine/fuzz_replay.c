// The fuzz target without a fuzzer: each file given, then each file with any one byte changed to
// some telling values.
#include "sys.h"
#include "text.h"

#define LARGEST 65536

int LLVMFuzzerTestOneInput(const u8* data, size_t size);
int main(int argc, char** argv);

static u8 bytes[LARGEST];

static void change_each_byte(size_t size) {
  static const u8 values[] = {0, 1, 2, 0x7f, 0xff};
  for (size_t at = 0; at < size; at++) {
    const u8 saved = bytes[at];
    for (size_t i = 0; i < sizeof values; i++) {
      bytes[at] = values[i];
      LLVMFuzzerTestOneInput(bytes, size);
    }
    bytes[at] = saved;
  }
}

int main(int argc, char** argv) {
  for (int i = 1; i < argc; i++) {
    const int fd = sys_open(argv[i], O_RDONLY, 0);
    const long size = fd < 0 ? fd : sys_read(fd, bytes, sizeof bytes);
    if (size < 0) return 2;
    sys_close(fd);
    for (size_t length = 0; length <= (size_t)size; length++) LLVMFuzzerTestOneInput(bytes, length);
    change_each_byte((size_t)size);
  }
  return 0;
}
