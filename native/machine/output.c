// Writing: write(2) to the end, and the line that people see.
#include "output.h"

#include "sys.h"
#include "text.h"

int write_all(int fd, const void* data, size_t size) {
  const char* from = data;
  while (size > 0) {
    const long n = sys_write(fd, from, size);
    if (n == -EINTR) continue;
    if (n == -EAGAIN) {  // an engine's pipe may be non-blocking
      struct pollfd ready = {.fd = fd, .events = POLLOUT};
      sys_poll(&ready, 1, -1);
      continue;
    }
    if (n < 0) return (int)n;
    from += n;
    size -= (size_t)n;
  }
  return 0;
}

void say(const char* text) {
  static char line[MAX_TEXT + 64];
  struct builder b = build(line, sizeof line - 1);
  add(&b, "runts: ");
  for (; *text != 0; text++) {
    const u8 c = (u8)*text;
    if ((c >= 0x20 && c != 0x7f) || c == '\t') {
      add_char(&b, (char)c);
    } else if (c == '\n') {
      add(&b, "\\n");
    } else {
      add(&b, "\\x");
      add_hex(&b, c, 2);
    }
  }
  line[b.length++] = '\n';
  write_all(2, line, b.length);
}
