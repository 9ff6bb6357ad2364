// Starts commands one at a time and measures each from here, so that no garbage collector's pause
// and no event loop is part of a figure. vfork(2), clock_gettime(2), wait4(2).
//
//   stdin    a line a command, words separated by tabs:  WORD...
//            before the words, as wanted:                3<FILE        the file as descriptor 3
//                                                        >FILE         standard output to the file
//                                                        SIGCHLD=IGN   ignored, so that what the
//                                                                      command starts reaps itself
//                                                                      and is in none of its
//                                                                      figures
//            or `reap PID`: waits for a process that a command has left behind
//   stdout   a line each:  NANOSECONDS STATUS PEAK-RESIDENT-KIB USER-US SYSTEM-US
//
// STATUS is the exit status, or 128+n for signal n. Standard input and output of a command are
// /dev/null unless it says otherwise, standard error is ours. Static, because a child's peak
// includes what it shares with us until execve.

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WORDS_MAX 64

extern char** environ;

struct command {
  char* words[WORDS_MAX + 1];
  const char* descriptor_3;
  const char* output;
  bool ignores_children;
};

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static struct command parse(char* line) {
  struct command command = {.output = "/dev/null"};
  int count = 0;
  for (char* word = strtok(line, "\t\n"); word != NULL; word = strtok(NULL, "\t\n")) {
    if (count == 0 && strncmp(word, "3<", 2) == 0) {
      command.descriptor_3 = word + 2;
    } else if (count == 0 && word[0] == '>') {
      command.output = word + 1;
    } else if (count == 0 && strcmp(word, "SIGCHLD=IGN") == 0) {
      command.ignores_children = true;
    } else if (count < WORDS_MAX) {
      command.words[count++] = word;
    }
  }
  return command;
}

static bool put(int fd, int number) {
  if (fd < 0) return false;
  if (fd == number) return true;
  const bool done = dup2(fd, number) == number;
  close(fd);
  return done;
}

// Shares our memory until execve: it only makes system calls, and what it changes is its own.
static void become(const struct command* command) {
  if (command->ignores_children) signal(SIGCHLD, SIG_IGN);
  if (!put(open("/dev/null", O_RDONLY), 0)) _exit(126);
  if (!put(open(command->output, O_WRONLY | O_CREAT | O_TRUNC, 0644), 1)) _exit(126);
  if (command->descriptor_3 != NULL && !put(open(command->descriptor_3, O_RDONLY), 3)) _exit(126);
  execvpe(command->words[0], command->words, environ);
  _exit(127);
}

static void run(const struct command* command) {
  const long long begin = now();
  const pid_t pid = vfork();
  if (pid == 0) become(command);
  if (pid < 0) {
    perror("vfork");
    exit(1);
  }
  int status;
  struct rusage usage;
  while (wait4(pid, &status, 0, &usage) < 0) {
    if (errno != EINTR) exit(1);
  }
  const long long end = now();
  printf("%lld %d %ld %lld %lld\n", end - begin,
         WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), usage.ru_maxrss,
         usage.ru_utime.tv_sec * 1000000LL + usage.ru_utime.tv_usec,
         usage.ru_stime.tv_sec * 1000000LL + usage.ru_stime.tv_usec);
}

static void reap(pid_t pid) {
  const long long begin = now();
  while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) continue;
  printf("%lld 0 0 0 0\n", now() - begin);
}

int main(void) {
  // The init process of a container that was created outlives its runtime and comes to us.
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  setvbuf(stdout, NULL, _IOLBF, 0);

  static char line[1 << 16];
  while (fgets(line, sizeof line, stdin) != NULL) {
    if (strncmp(line, "reap\t", 5) == 0) {
      reap(atoi(line + 5));
      continue;
    }
    const struct command command = parse(line);
    if (command.words[0] == NULL) return 1;
    run(&command);
  }
  return 0;
}
