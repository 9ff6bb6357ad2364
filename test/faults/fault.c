// Lets a command meet a fault at a chosen moment, by ptrace(2). Followed are its children too,
// until they execute something else.
//
//   fault kill NAME -- COMMAND...         at the marker, pidfd_open(0x3FFA17), the process of this
//   name gets SIGKILL fault fail COUNT ERRNO FILE -- COMMAND...
//                                         the COUNTth system call of all processes together fails
//                                         (ERRNO 0: SIGKILL takes its place); FILE gets its number
//   fault count FILE -- COMMAND...        writes the number of system calls to FILE
//
// It ends when the command does, with the command's exit status, or 128 plus the signal that ended
// it; 125 where it cannot work. What the command left running goes on untraced.

#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

// After the libc's own, whose names it would take.
#include <linux/ptrace.h>

// Fewer processes than this have ever been.
#define MARKER 0x3FFA17
#define MAX_TRACEES 64

static const char* victim;  // kill: its name
static long wanted;         // fail: which system call
static int error;           // fail: with which errno
static int note = -1;       // fail, count: the file
static long counted;
static pid_t command;
static pid_t tracees[MAX_TRACEES];
static pid_t held;     // who has reached the marker
static pid_t failing;  // whose system call has been taken away and needs its result

static void check(long returned, const char* what) {
  if (returned >= 0) return;
  dprintf(2, "fault: %s: %s\n", what, strerror(errno));
  exit(125);
}

static void remember(pid_t pid) {
  for (int i = 0; i < MAX_TRACEES; i++) {
    if (tracees[i] == pid) return;
  }
  for (int i = 0; i < MAX_TRACEES; i++) {
    if (tracees[i] != 0) continue;
    tracees[i] = pid;
    return;
  }
}

static void forget(pid_t pid) {
  for (int i = 0; i < MAX_TRACEES; i++) {
    if (tracees[i] == pid) tracees[i] = 0;
  }
}

static pid_t find(const char* name) {
  for (int i = 0; i < MAX_TRACEES; i++) {
    char path[40], comm[32];
    if (tracees[i] == 0) continue;
    snprintf(path, sizeof path, "/proc/%d/comm", tracees[i]);
    FILE* file = fopen(path, "re");
    const int same =
        file && fgets(comm, sizeof comm, file) && strncmp(comm, name, strlen(name)) == 0;
    if (file) fclose(file);
    if (same) return tracees[i];
  }
  return 0;
}

// The system call becomes one that does not exist.
static void take_away(pid_t pid) {
#if defined(__x86_64__)
  struct user_regs_struct registers;
  check(ptrace(PTRACE_GETREGS, pid, 0, &registers), "PTRACE_GETREGS");
  registers.orig_rax = -1ull;
  check(ptrace(PTRACE_SETREGS, pid, 0, &registers), "PTRACE_SETREGS");
#elif defined(__aarch64__)
  int number = -1;
  struct iovec vector = {&number, sizeof number};
  check(ptrace(PTRACE_SETREGSET, pid, (void*)NT_ARM_SYSTEM_CALL, &vector), "PTRACE_SETREGSET");
#endif
}

static void give_result(pid_t pid, long result) {
  struct user_regs_struct registers;
  struct iovec vector = {&registers, sizeof registers};
  check(ptrace(PTRACE_GETREGSET, pid, (void*)NT_PRSTATUS, &vector), "PTRACE_GETREGSET");
#if defined(__x86_64__)
  registers.rax = (unsigned long long)result;
#elif defined(__aarch64__)
  registers.regs[0] = (unsigned long long)result;
#endif
  check(ptrace(PTRACE_SETREGSET, pid, (void*)NT_PRSTATUS, &vector), "PTRACE_SETREGSET");
}

__attribute__((noreturn)) static void ended(int status) {
  exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

// The process at the marker stands still until the victim is no more: what follows is the same
// every time.
static void kill_victim(void) {
  const pid_t pid = find(victim);
  if (pid == 0) return;  // it has not got its name yet; the others go on
  victim = NULL;
  kill(pid, SIGKILL);
  int status = 0;
  while (pid != held && waitpid(pid, &status, __WALL) == pid && WIFSTOPPED(status)) continue;
  if (pid != held && pid == command) ended(status);
  if (pid != held) forget(pid);
  ptrace(PTRACE_SYSCALL, held, 0, 0);
  held = 0;
}

// What never fails in a way that a program could meet is not made to.
static int can_fail(long number) {
  return number != SYS_exit_group && number != SYS_exit && number != SYS_close &&
         number != SYS_rt_sigreturn;
}

static void at_system_call(pid_t pid) {
  struct ptrace_syscall_info info;
  if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info) < 0) return;
  if (info.op == PTRACE_SYSCALL_INFO_EXIT && failing == pid) {
    give_result(pid, -error);
    failing = 0;
  }
  if (info.op != PTRACE_SYSCALL_INFO_ENTRY) return;
  const long number = (long)info.entry.nr;
  if (victim && number == SYS_pidfd_open && info.entry.args[0] == MARKER) held = pid;
  if (!can_fail(number) || ++counted != wanted) return;
  dprintf(note, "%ld\n", number);
  if (error == 0) {
    kill(pid, SIGKILL);
    return;
  }
  take_away(pid);
  failing = pid;
}

static void go_on(pid_t pid, int signal) { ptrace(PTRACE_SYSCALL, pid, 0, signal); }

static void follow(int begun) {
  int executed = 0;
  if (write(begun, "", 1) != 1) exit(125);
  for (;;) {
    int status;
    const pid_t pid = waitpid(-1, &status, __WALL);
    if (pid < 0) exit(125);
    if (!WIFSTOPPED(status)) {
      forget(pid);
      if (pid != command) continue;
      ended(status);
    }
    remember(pid);
    const int event = status >> 16, signal = WSTOPSIG(status);
    if (event == PTRACE_EVENT_EXEC && executed++ > 0) {
      forget(pid);
      ptrace(PTRACE_DETACH, pid, 0, 0);
    } else if (event != 0) {
      go_on(pid, 0);
    } else if (signal == (SIGTRAP | 0x80)) {
      if (executed > 0) at_system_call(pid);
      if (held != pid) go_on(pid, 0);
      if (held != 0 && victim) kill_victim();
    } else {
      go_on(pid, signal);
    }
  }
}

static void write_count(void) { dprintf(note, "%ld\n", counted); }

static int open_note(const char* path) {
  const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  check(fd, path);
  return fd;
}

int main(int argc, char** argv) {
  int at = 1;
  if (argc > 4 && strcmp(argv[1], "kill") == 0) {
    victim = argv[2];
    at = 3;
  } else if (argc > 6 && strcmp(argv[1], "fail") == 0) {
    wanted = atol(argv[2]);
    error = atoi(argv[3]);
    note = open_note(argv[4]);
    at = 5;
  } else if (argc > 4 && strcmp(argv[1], "count") == 0) {
    note = open_note(argv[2]);
    atexit(write_count);
    at = 3;
  } else {
    return 125;
  }

  int begin[2];
  check(pipe2(begin, O_CLOEXEC), "pipe");
  command = fork();
  check(command, "fork");
  if (command == 0) {
    char byte;
    if (read(begin[0], &byte, 1) != 1) _exit(125);
    execvp(argv[at + 1], argv + at + 1);
    _exit(125);
  }
  const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK |
                       PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC;
  check(ptrace(PTRACE_SEIZE, command, 0, options), "PTRACE_SEIZE");
  // A seized process is stopped at its system calls only after it was stopped once.
  check(ptrace(PTRACE_INTERRUPT, command, 0, 0), "PTRACE_INTERRUPT");
  follow(begin[1]);
}
