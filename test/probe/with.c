// Gives a command what an engine may have given it, then becomes the command:
//
//   with [OPTION...] -- COMMAND [ARGUMENT...]
//
//   --ignore NUMBER        ignore a signal          --block NUMBER     block a signal
//   --rlimit NUMBER:S:H    a resource limit         --umask OCTAL      the file mode mask
//   --fd N:PATH            descriptor N, reading    --nonblock N       O_NONBLOCK on descriptor N
//   --cloexec N            FD_CLOEXEC on N          --pipe N           stdout or stderr as a pipe
//   to cat(1)
//   --groups A,B           supplementary groups     --death NUMBER     parent death signal
//   --oom NUMBER           oom_score_adj            --nice NUMBER      nice value
//   --listen N             LISTEN_FDS=N and LISTEN_PID, as sd_listen_fds(3) has them

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static int check(long returned, const char* what) {
  if (returned >= 0) return (int)returned;
  dprintf(2, "with: %s: %s\n", what, strerror(errno));
  exit(125);
}

static void block(int number) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  check(sigprocmask(SIG_BLOCK, &set, NULL), "sigprocmask");
}

static void limit(const char* text) {
  int resource;
  unsigned long soft, hard;
  if (sscanf(text, "%d:%lu:%lu", &resource, &soft, &hard) != 3) check(-1, text);
  const struct rlimit both = {soft, hard};
  check(setrlimit((__rlimit_resource_t)resource, &both), text);
}

static void descriptor(const char* text) {
  char* path;
  const int wanted = (int)strtol(text, &path, 10);
  const int fd = check(open(path + 1, O_RDONLY), text);
  if (fd == wanted) return;
  check(dup2(fd, wanted), text);
  close(fd);
}

static void groups(char* text) {
  gid_t list[64];
  size_t count = 0;
  for (char* one = strtok(text, ","); one; one = strtok(NULL, ","))
    list[count++] = (gid_t)atoi(one);
  check(setgroups(count, list), "setgroups");
}

static void write_oom(const char* text) {
  const int fd = check(open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC), "oom_score_adj");
  check(write(fd, text, strlen(text)), "oom_score_adj");
  close(fd);
}

static void listen_fds(const char* count) {
  char pid[16];
  snprintf(pid, sizeof pid, "%d", getpid());
  setenv("LISTEN_FDS", count, 1);
  setenv("LISTEN_PID", pid, 1);
}

// The other end is a cat(1) that writes to what the descriptor was before.
static void through_pipe(int number) {
  int ends[2];
  check(pipe(ends), "pipe");
  if (check(fork(), "fork") == 0) {
    dup2(number, 1);
    dup2(ends[0], 0);
    close(ends[0]);
    close(ends[1]);
    execlp("cat", "cat", NULL);
    _exit(125);
  }
  check(dup2(ends[1], number), "dup2");
  close(ends[0]);
  close(ends[1]);
}

int main(int argc, char** argv) {
  int at = 1;
  for (; at + 1 < argc && strcmp(argv[at], "--") != 0; at += 2) {
    const char* option = argv[at];
    char* value = argv[at + 1];
    const int number = atoi(value);
#define IS(name) (strcmp(option, "--" name) == 0)
    if (IS("ignore"))
      signal(number, SIG_IGN);
    else if (IS("block"))
      block(number);
    else if (IS("rlimit"))
      limit(value);
    else if (IS("umask"))
      umask((mode_t)strtol(value, NULL, 8));
    else if (IS("fd"))
      descriptor(value);
    else if (IS("nonblock"))
      check(fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK), option);
    else if (IS("cloexec"))
      check(fcntl(number, F_SETFD, FD_CLOEXEC), option);
    else if (IS("pipe"))
      through_pipe(number);
    else if (IS("groups"))
      groups(value);
    else if (IS("listen"))
      listen_fds(value);
    else if (IS("death"))
      check(prctl(PR_SET_PDEATHSIG, number), option);
    else if (IS("oom"))
      write_oom(value);
    else if (IS("nice"))
      check(setpriority(PRIO_PROCESS, 0, number), option);
    else
      check(-1, option);
  }
  execvp(argv[at + 1], argv + at + 1);
  dprintf(2, "with: cannot execute \"%s\": %s\n", argv[at + 1], strerror(errno));
  return 125;
}
