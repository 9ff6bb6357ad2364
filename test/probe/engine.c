// What an engine (conmon, containerd's shim) is to a runtime: a child subreaper that starts runtime
// commands, and to which the containers' first processes fall when the runtime has gone. It lives
// in a mount namespace of its own, so that nothing a test mounts is seen by the host.
//
//   engine < requests > events
//
// request  u32 length, then NUL-ended strings: tag, cwd, stdin, stdout, stderr, "NAME=VALUE"...,
//          "", argv...
// event    one line: "spawned TAG PID", "failed TAG ERRNO", "reaped PID WAIT-STATUS"
//
// At the end of the requests every process below it is killed, then it exits.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

static sigset_t inherited;

static void redirect(const char* path, int fd, int flags) {
  const int opened = open(path, flags | O_NOCTTY, 0644);
  if (opened < 0 || dup2(opened, fd) < 0) _exit(125);
  if (opened != fd) close(opened);
}

static void start(char* message, size_t size) {
  char* words[4096];
  int count = 0;
  for (size_t at = 0; at < size && count < 4095; at += strlen(message + at) + 1) {
    words[count++] = message + at;
  }
  words[count] = NULL;

  char** env = words + 5;
  char** argv = env;
  while (**argv) argv++;
  *argv++ = NULL;

  const pid_t child = fork();
  if (child == 0) {
    sigprocmask(SIG_SETMASK, &inherited, NULL);
    signal(SIGPIPE, SIG_DFL);
    setsid();
    redirect(words[2], 0, O_RDONLY);
    redirect(words[3], 1, O_WRONLY | O_CREAT | O_APPEND);
    redirect(words[4], 2, O_WRONLY | O_CREAT | O_APPEND);
    if (chdir(words[1]) < 0) _exit(125);
    execvpe(argv[0], argv, env);
    dprintf(2, "engine: cannot execute \"%s\": %s\n", argv[0], strerror(errno));
    _exit(125);
  }
  if (child < 0) {
    dprintf(1, "failed %s %d\n", words[0], errno);
  } else {
    dprintf(1, "spawned %s %d\n", words[0], child);
  }
}

static int reap(int options) {
  int status;
  const pid_t child = waitpid(-1, &status, options);
  if (child > 0) dprintf(1, "reaped %d %d\n", child, status);
  return child > 0;
}

// Orphans fall to this process, so killing its children until there are none ends all of them.
static void kill_children(void) {
  for (;;) {
    FILE* children = fopen("/proc/thread-self/children", "re");
    int pid, any = 0;
    while (children && fscanf(children, "%d", &pid) == 1) {
      kill(pid, SIGKILL);
      any = 1;
    }
    if (children) fclose(children);
    if (!any || !reap(0)) return;
  }
}

static int read_all(void* buffer, size_t size) {
  for (size_t done = 0; done < size;) {
    const ssize_t got = read(0, (char*)buffer + done, size - done);
    if (got <= 0) return 0;
    done += (size_t)got;
  }
  return 1;
}

int main(void) {
  signal(SIGPIPE, SIG_IGN);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  if (unshare(CLONE_NEWNS) == 0) mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL);

  sigset_t child_ended;
  sigemptyset(&child_ended);
  sigaddset(&child_ended, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child_ended, &inherited);
  const int ended = signalfd(-1, &child_ended, SFD_CLOEXEC | SFD_NONBLOCK);

  static char message[1 << 20];
  for (;;) {
    struct pollfd waiting[] = {{.fd = 0, .events = POLLIN}, {.fd = ended, .events = POLLIN}};
    if (poll(waiting, 2, -1) < 0) continue;
    if (waiting[1].revents) {
      struct signalfd_siginfo info;
      while (read(ended, &info, sizeof info) > 0) continue;
      while (reap(WNOHANG)) continue;
    }
    if (!waiting[0].revents) continue;
    uint32_t size;
    if (!read_all(&size, sizeof size) || size > sizeof message || !read_all(message, size)) break;
    start(message, size);
  }
  kill_children();
  return 0;
}
