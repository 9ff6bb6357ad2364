// The first host of the planner: Node, as a child with a process state of its own. clone(2),
// prctl(2), execve(2).

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../engine/engine.h"
#include "launcher.h"

// The channel's number in Node.
#define CHANNEL 3

// What the child needs, and what it answers: it shares our memory until it executes Node.
struct start {
  char** argv;  // of Node, argv[0] its path
  char** environment;
  pid_t parent;
  int channel;
  int output;
  bool wants_input;
  int error;  // errno of what the child could not do
};

// `--resources -` and the like: only then is the engine's standard input the planner's business.
static bool wants_input(char* const argv[]) {
  for (; *argv != NULL; argv++) {
    if (strcmp(*argv, "-") == 0) return true;
  }
  return false;
}

static size_t count(char* const list[]) {
  size_t length = 0;
  while (list[length] != NULL) length++;
  return length;
}

static char** make_list(size_t length) {
  char** list = calloc(length + 1, sizeof *list);
  if (list == NULL) fail(errno, "allocate memory");
  return list;
}

// NODE_OPTIONS and its like are meant for the engine's own programs, not for a runtime.
static char** without_node_variables(char* const environment[]) {
  char** kept = make_list(count(environment));
  size_t length = 0;
  for (; *environment != NULL; environment++) {
    if (strncmp(*environment, "NODE_", 5) != 0) kept[length++] = *environment;
  }
  return kept;
}

// Standard input, captured output, the channel; nothing else that the engine gave.
static int arrange_descriptors(const struct start* start) {
  const bool keep_input = start->wants_input && fcntl(STDIN_FILENO, F_GETFD) >= 0;
  if (!keep_input) {
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0) return -1;
    const int above = fcntl(null, F_DUPFD_CLOEXEC, CHANNEL + 1);
    if (above < 0 || dup2(above, STDIN_FILENO) < 0) return -1;
  }
  // Our own numbers are above CHANNEL, so none is overwritten before its turn.
  if (dup2(start->output, STDOUT_FILENO) < 0) return -1;
  if (dup2(start->output, STDERR_FILENO) < 0) return -1;
  if (dup2(start->channel, CHANNEL) < 0) return -1;
  return (int)syscall(SYS_close_range, CHANNEL + 1, ~0U, 0);
}

// Soft limits that the engine set for the container: Node needs gigabytes of address space and
// hangs where a thread cannot be made.
static void raise_limits(void) {
  static const int resources[] = {RLIMIT_AS, RLIMIT_DATA, RLIMIT_NOFILE, RLIMIT_NPROC};
  for (size_t i = 0; i < sizeof resources / sizeof *resources; i++) {
    struct rlimit limit;
    if (getrlimit(resources[i], &limit) < 0) continue;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(resources[i], &limit);
  }
}

static int run_node(void* argument) {
  struct start* start = argument;

  // Node itself begins by resetting the signal mask and the dispositions that it got from the
  // engine through us.
  raise_limits();
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && arrange_descriptors(start) == 0) {
    // The launcher may have died before the death signal was set.
    if (getppid() != start->parent) _exit(1);
    execve(start->argv[0], start->argv, start->environment);
  }
  start->error = errno;
  _exit(1);
}

// `node` is a link: whoever reads this has to look at what it points to, where it is there.
static noreturn void fail_to_execute(int error, const char* node) {
  char target[PATH_MAX];
  const ssize_t length = readlink(node, target, sizeof target - 1);
  if (length > 0) {
    target[length] = '\0';
    node = target;
  }
  const char* const why = engine_has_planner() ? ", which plans with root's plugins" : "";
  fail(error, "execute \"%s\"%s", node, why);
}

struct node spawn_node(const char* directory, char* const argv[], char* const environment[]) {
  char planner[PATH_MAX + sizeof "/start.cjs"];
  snprintf(planner, sizeof planner, "%s/start.cjs", directory);
  // Never by PATH: the caller may have more privilege than who made the environment.
  char path[PATH_MAX + sizeof "/node"];
  snprintf(path, sizeof path, "%s/node", directory);

  int channel[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel) < 0)
    fail(errno, "make a socket pair");
  struct node node = {.channel = move_above(channel[0], CHANNEL + 1)};
  channel[1] = move_above(channel[1], CHANNEL + 1);
  node.output = make_memfd("runts-output", MEMFD_DATA);
  if (node.output < 0) fail(errno, "make memory for the planner's output");

  char* const* const arguments = argv[0] == NULL ? argv : argv + 1;
  char** node_argv = make_list(2 + count(arguments));
  node_argv[0] = path;
  node_argv[1] = planner;
  memcpy(node_argv + 2, arguments, count(arguments) * sizeof *arguments);

  struct start start = {
      .argv = node_argv,
      .environment = without_node_variables(environment),
      .parent = getpid(),
      .channel = channel[1],
      .output = node.output,
      .wants_input = wants_input(arguments),
  };

  // As vfork(2), but on a stack of its own: no page is copied, and the child's errno is seen here.
  static char stack[1 << 16] __attribute__((aligned(16)));
  node.pid = clone(run_node, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, &start);
  if (node.pid < 0) fail(errno, "start node");
  if (start.error != 0) {
    reap_node(&node);
    fail_to_execute(start.error, path);
  }

  close(channel[1]);
  free(start.environment);
  free(node_argv);
  return node;
}

void kill_node(const struct node* node) { kill(node->pid, SIGKILL); }

int reap_node(const struct node* node) {
  int status = -1;
  // ECHILD after the end: the engine has SIGCHLD ignored, and the kernel reaped.
  while (waitpid(node->pid, &status, 0) < 0 && errno == EINTR) continue;

  // Where the engine has SIGCHLD blocked, Node's would be pending in the machine.
  sigset_t blocked, child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  if (sigprocmask(SIG_BLOCK, NULL, &blocked) == 0 && sigismember(&blocked, SIGCHLD) == 1) {
    sigtimedwait(&child, NULL, &(struct timespec){0});
  }
  return status;
}

static void show_output(int output) {
  char buffer[4096];
  lseek(output, 0, SEEK_SET);
  for (ssize_t got; (got = read(output, buffer, sizeof buffer)) > 0;) {
    if (write(STDERR_FILENO, buffer, (size_t)got) < 0) return;
  }
}

noreturn void fail_with_output(const struct node* node) {
  const int status = reap_node(node);
  show_output(node->output);

  char text[64] = "node ended without a program";
  if (status != -1 && WIFEXITED(status)) {
    snprintf(text, sizeof text, "node exited with status %d", WEXITSTATUS(status));
  } else if (status != -1) {
    snprintf(text, sizeof text, "node was killed by signal %d", WTERMSIG(status));
  }
  fail_with("ERR_HOST", text, "plan");
}
