// Exchanges two names for ever, as a process of another container that shares a volume would: what
// a runtime has looked at is something else when it uses it. renameat2(2). Ends when it is killed,
// or its parent is.
//
//   swap ONE OTHER

#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int argc, char** argv) {
  if (argc != 3) return 125;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (;;) {
    if (renameat2(-100, argv[1], -100, argv[2], RENAME_EXCHANGE) < 0) return 1;
  }
}
