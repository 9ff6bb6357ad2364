// Becoming the machine. Its executable must be out of the container's reach (CVE-2019-5736: a
// container that opens /proc/PID/exe for writing), so it is run from a sealed memfd, or where the
// host refuses to execute those, from a read-only clone of a mount: memfd_create(2), open_tree(2),
// mount_setattr(2), execveat(2).

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/mount.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "launcher.h"

extern const char machine_image[];
extern const char machine_image_end[];

int prepare_machine(void) {
  const int fd = make_memfd("runts", MEMFD_EXECUTABLE);
  // vm.memfd_noexec=2 forbids even to make it.
  if (fd < 0 && (errno == EACCES || errno == EPERM)) return -1;
  if (fd < 0) fail(errno, "make memory for the machine");

  fill_memfd(fd, machine_image, (size_t)(machine_image_end - machine_image));
  if (seal_memfd(fd) < 0) fail(errno, "seal the machine");
  return fd;
}

// By number: musl, and glibc before 2.36, have no wrappers.
static int machine_clone(const char* directory) {
  char path[PATH_MAX + sizeof "/machine"];
  snprintf(path, sizeof path, "%s/machine", directory);

  const int fd = (int)syscall(SYS_open_tree, AT_FDCWD, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
  if (fd < 0) fail(errno, "clone the mount of \"%s\"", path);

  struct mount_attr read_only = {.attr_set = MOUNT_ATTR_RDONLY};
  if (syscall(SYS_mount_setattr, fd, "", AT_EMPTY_PATH, &read_only, sizeof read_only) < 0) {
    fail(errno, "make the clone of \"%s\" read-only", path);
  }
  return fd;
}

static void execute(int fd, char* const argv[]) {
  // The container's environment is in the program; the engine's ends here.
  char* const environment[] = {NULL};
  syscall(SYS_execveat, fd, "", argv, environment, AT_EMPTY_PATH);
}

noreturn void become_machine(int machine, const char* directory, const struct program* program) {
  char fd[12], lock[12];
  snprintf(fd, sizeof fd, "%d", hand_over_above(program->fd, program->above));
  snprintf(lock, sizeof lock, "%d",
           program->lock < 0 ? -1 : hand_over_above(program->lock, program->above));
  char* const argv[] = {"runts", fd, lock, NULL};

  if (machine >= 0) {
    execute(machine, argv);
    // EACCES or EPERM: a security module refuses to execute memfds.
    if (errno != EACCES && errno != EPERM) fail(errno, "execute the machine");
  }
  execute(machine_clone(directory), argv);
  fail(errno, "execute \"%s/machine\"", directory);
}
