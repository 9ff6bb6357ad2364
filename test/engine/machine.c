// A stand-in for the machine: writes the program that it was given to its standard output.
//
//   machine PROGRAM-FD LOCK-FD

#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

int main(int argc, char** argv) {
  static char bytes[1 << 16];
  if (argc != 3) return 2;
  for (;;) {
    const ssize_t length = read(atoi(argv[1]), bytes, sizeof bytes);
    if (length == 0) return 0;
    if (length < 0) return 3;
    for (ssize_t done = 0; done < length;) {
      const ssize_t written = write(STDOUT_FILENO, bytes + done, (size_t)(length - done));
      if (written < 0) return 4;
      done += written;
    }
  }
}
