// Keeps the kernel's mount and rename sequence counters moving, so that openat2(2) with
// RESOLVE_IN_ROOT meets EAGAIN at every "..": one process renames a directory to and fro in
// DIRECTORY, another mounts and unmounts in a mount namespace of its own. Ends when it is killed,
// or its parent is.
//
//   load DIRECTORY

#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

static void rename_for_ever(void) {
  mkdir("a", 0700);
  for (;;) {
    rename("a", "b");
    rename("b", "a");
  }
}

static void mount_for_ever(void) {
  if (unshare(CLONE_NEWNS) < 0 || mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) _exit(1);
  mkdir("m", 0700);
  for (;;) {
    mount("none", "m", "tmpfs", 0, NULL);
    umount2("m", MNT_DETACH);
  }
}

int main(int argc, char** argv) {
  if (argc != 2 || chdir(argv[1]) < 0) return 125;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (fork() == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    mount_for_ever();
  }
  rename_for_ever();
}
