// The program that conformance tests run inside a container: it says what it sees, and tries what
// should not work. Static, so that a rootfs needs nothing else.
//
//   probe VERB [ARGUMENT...] [-- VERB [ARGUMENT...]]...
//
// Each verb writes one line of JSON: {"verb": …, its results}, with "error": "EPERM" or null.

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "facts.h"
#include "json.h"

static int whole_argc;
static char** whole_argv;
static char** whole_env;

// The result of a call that only succeeds or fails.
static void result(long returned) { json_errno("error", returned < 0 ? errno : 0); }

static void verb_facts(char** args) {
  (void)args;
  facts(whole_argc, whole_argv, whole_env);
}

static void verb_exit(char** args) {
  json_close();
  json_flush();
  exit(atoi(args[0]));
}

static int signal_number(const char* name) {
  for (int i = 1; i < NSIG; i++) {
    const char* known = sigabbrev_np(i);
    if (known && strcmp(known, name) == 0) return i;
  }
  return atoi(name);
}

// Dies by a signal; the first process of a pid namespace cannot, so it says so and goes on.
static void verb_signal(char** args) {
  const int number = signal_number(args[0]);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  signal(number, SIG_DFL);
  sigprocmask(SIG_UNBLOCK, &set, NULL);
  result(kill(getpid(), number));
}

// Sleeps that many milliseconds, or for ever.
static void verb_sleep(char** args) {
  if (!args[0]) {
    json_close();
    json_flush();
    for (;;) pause();
  }
  const long milliseconds = atol(args[0]);
  struct timespec left = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  result(nanosleep(&left, &left));
}

static void verb_ignore(char** args) {
  result(signal(signal_number(args[0]), SIG_IGN) == SIG_ERR ? -1 : 0);
}

// Says "ready", waits for a signal, says which one came; not for one that comes without anybody
// asking.
static void verb_wait_signal(char** args) {
  (void)args;
  sigset_t all, awaited;
  int number = 0;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, NULL);
  awaited = all;
  sigdelset(&awaited, SIGWINCH);
  sigdelset(&awaited, SIGCHLD);
  // Go sends this to itself, and runc passes it on.
  sigdelset(&awaited, SIGURG);
  json_boolean("ready", 1);
  json_close();
  json_flush();
  sigwait(&awaited, &number);
  json_object(NULL);
  json_string("verb", "wait-signal");
  json_string("signal", sigabbrev_np(number));
}

static void verb_cat(char** args) {
  errno = 0;
  json_file("text", args[0]);
  json_errno("error", errno);
}

static void put(const char* path, const char* text, int flags) {
  const int fd = open(path, flags | O_WRONLY | O_CLOEXEC | O_NOCTTY, 0644);
  if (fd < 0) {
    result(-1);
    return;
  }
  result(write(fd, text, strlen(text)));
  close(fd);
}

static void verb_write(char** args) { put(args[0], args[1], O_TRUNC); }

static void verb_create(char** args) { put(args[0], args[1], O_CREAT | O_EXCL); }

static void verb_append(char** args) { put(args[0], args[1], O_CREAT | O_APPEND); }

// Opens with "r", "w" or "rw"; "+n" adds O_NONBLOCK, so that a pipe does not hold up the test.
static void verb_open(char** args) {
  const int access = strncmp(args[1], "rw", 2) == 0 ? O_RDWR : args[1][0] == 'w' ? O_WRONLY : 0;
  const int fd = open(args[0], access | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  result(fd);
  if (fd >= 0) close(fd);
}

static const char* type_name(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFREG:
      return "file";
    case S_IFDIR:
      return "directory";
    case S_IFLNK:
      return "symlink";
    case S_IFCHR:
      return "char";
    case S_IFBLK:
      return "block";
    case S_IFIFO:
      return "fifo";
    default:
      return "socket";
  }
}

static void entry(const char* path, const struct stat* status) {
  char mode[8];
  snprintf(mode, sizeof mode, "%04o", status->st_mode & 07777);
  json_string("type", type_name(status->st_mode));
  json_string("mode", mode);
  json_number("uid", status->st_uid);
  json_number("gid", status->st_gid);
  if (S_ISCHR(status->st_mode) || S_ISBLK(status->st_mode)) {
    json_number("major", major(status->st_rdev));
    json_number("minor", minor(status->st_rdev));
  }
  if (S_ISREG(status->st_mode)) json_number("size", status->st_size);
  if (S_ISLNK(status->st_mode)) json_link("target", path);
}

static void verb_stat(char** args) {
  struct stat status;
  if (lstat(args[0], &status) == 0) {
    entry(args[0], &status);
    errno = 0;
  }
  json_errno("error", errno);
}

static int by_name(const void* left, const void* right) {
  return strcmp(*(char* const*)left, *(char* const*)right);
}

static void verb_ls(char** args) {
  char* names[4096];
  size_t count = 0;
  DIR* directory = opendir(args[0]);
  json_errno("error", directory ? 0 : errno);
  if (!directory) return;

  for (struct dirent* found; (found = readdir(directory)) && count < 4096;) {
    if (strcmp(found->d_name, ".") && strcmp(found->d_name, "..")) {
      names[count++] = strdup(found->d_name);
    }
  }
  qsort(names, count, sizeof *names, by_name);

  json_object("entries");
  for (size_t i = 0; i < count; i++) {
    char path[4096];
    struct stat status;
    snprintf(path, sizeof path, "%s/%s", args[0], names[i]);
    json_object(names[i]);
    if (lstat(path, &status) == 0) entry(path, &status);
    json_close();
  }
  json_close();
  closedir(directory);
}

static void verb_statfs(char** args) {
  struct statfs filesystem;
  struct statvfs flags;
  const int returned = statfs(args[0], &filesystem);
  result(returned);
  if (returned < 0 || statvfs(args[0], &flags) < 0) return;
  char magic[20];
  snprintf(magic, sizeof magic, "0x%lx", (unsigned long)filesystem.f_type);
  json_string("magic", magic);
  json_boolean("readonly", flags.f_flag & ST_RDONLY);
  json_number("size", (int64_t)(filesystem.f_blocks * (uint64_t)filesystem.f_bsize));
}

static void verb_mknod(char** args) {
  const mode_t type = args[1][0] == 'c' ? S_IFCHR : args[1][0] == 'b' ? S_IFBLK : S_IFIFO;
  const dev_t device = args[2] ? makedev((unsigned)atoi(args[2]), (unsigned)atoi(args[3])) : 0;
  result(mknod(args[0], type | 0600, device));
}

static void verb_mkdir(char** args) { result(mkdir(args[0], 0755)); }

static void verb_unlink(char** args) { result(unlink(args[0])); }

static void verb_chdir(char** args) { result(chdir(args[0])); }

static void verb_umount(char** args) { result(umount2(args[0], MNT_DETACH)); }

static void verb_sethostname(char** args) { result(sethostname(args[0], strlen(args[0]))); }

static void verb_chown(char** args) {
  result(lchown(args[0], (uid_t)atoi(args[1]), (gid_t)atoi(args[2])));
}

// mount SOURCE TARGET TYPE [FLAGS]: flags are "bind", "remount", "ro", "rw" joined by commas.
static void verb_mount(char** args) {
  const char* flags = args[3] ? args[3] : "";
  unsigned long bits = 0;
  if (strstr(flags, "bind")) bits |= MS_BIND;
  if (strstr(flags, "remount")) bits |= MS_REMOUNT;
  if (strstr(flags, "ro")) bits |= MS_RDONLY;
  result(mount(args[0], args[1], args[2], bits, NULL));
}

// Runs a program of the container and says how it ended.
static void verb_spawn(char** args) {
  const pid_t child = fork();
  if (child == 0) {
    execv(args[0], args);
    _exit(errno == EACCES ? 126 : 127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  json_number("status", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

// Leaves a process behind that sleeps until it is ended.
static void verb_fork_and_sleep(char** args) {
  (void)args;
  const pid_t child = fork();
  if (child == 0) {
    for (;;) pause();
  }
  json_number("pid", child);
}

static void verb_unshare(char** args) {
  result(unshare(strcmp(args[0], "user") == 0 ? CLONE_NEWUSER : CLONE_NEWNS));
}

// What is known of a terminal on a descriptor.
static void verb_tty(char** args) {
  const int fd = args[0] ? atoi(args[0]) : 0;
  struct winsize size;
  struct stat status;
  char name[256];
  json_boolean("isatty", isatty(fd));
  json_string("name", ttyname_r(fd, name, sizeof name) == 0 ? name : NULL);
  if (ioctl(fd, TIOCGWINSZ, &size) == 0) {
    json_number("rows", size.ws_row);
    json_number("columns", size.ws_col);
  }
  if (fstat(fd, &status) == 0) entry("", &status);
  json_boolean("foreground", tcgetpgrp(fd) == getpgrp());
  json_boolean("controlling", tcgetsid(fd) == getsid(0));
  const int own = open("/dev/tty", O_RDWR | O_CLOEXEC);
  json_boolean("devTty", own >= 0);
  if (own >= 0) close(own);
}

static void window_size(struct winsize* size) {
  ioctl(0, TIOCGWINSZ, size);
  json_number("rows", size->ws_row);
  json_number("columns", size->ws_col);
}

static void ignore(int number) { (void)number; }

// Says the size of the window, waits until a signal says that it has that many rows, says it again.
static void verb_wait_resize(char** args) {
  sigset_t resize;
  int number;
  struct winsize size;
  sigemptyset(&resize);
  sigaddset(&resize, SIGWINCH);
  signal(SIGWINCH, ignore);
  sigprocmask(SIG_BLOCK, &resize, NULL);
  window_size(&size);
  json_boolean("ready", 1);
  json_close();
  json_flush();
  do {
    sigwait(&resize, &number);
    ioctl(0, TIOCGWINSZ, &size);
  } while (size.ws_row != atoi(args[0]));
  json_object(NULL);
  json_string("verb", "wait-resize");
  window_size(&size);
}

// Everything on stdin up to its end.
static void verb_stdin(char** args) {
  (void)args;
  json_file("text", "/dev/fd/0");
}

// Appends everything on stdin to a file, for hooks: nobody sees their stdout.
static void verb_save(char** args) {
  char text[65536];
  size_t size = 0;
  for (ssize_t got; (got = read(0, text + size, sizeof text - 1 - size)) > 0;) size += (size_t)got;
  text[size] = '\0';
  put(args[0], text, O_CREAT | O_APPEND);
}

// Appends the environment to a file, a variable a line.
static void verb_save_env(char** args) {
  for (char** variable = whole_env; *variable; variable++) {
    put(args[0], *variable, O_CREAT | O_APPEND);
    put(args[0], "\n", O_APPEND);
  }
}

// The next line on stdin.
static void verb_line(char** args) {
  (void)args;
  char text[4096];
  size_t size = 0;
  while (size < sizeof text - 1 && read(0, text + size, 1) == 1 && text[size] != '\n') size++;
  text[size] = '\0';
  json_string("text", text);
}

static void verb_stderr(char** args) { dprintf(2, "%s", args[0]); }

// Connects to a unix socket and sends a text.
static void verb_notify(char** args) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, args[0], sizeof address.sun_path - 1);
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  result(sendto(fd, args[1], strlen(args[1]), 0, (struct sockaddr*)&address, sizeof address));
  close(fd);
}

// The text that can be read from an inherited descriptor.
static void verb_read_fd(char** args) {
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%s", args[0]);
  errno = 0;
  json_file("text", path);
  json_errno("error", errno);
}

static void verb_setrlimit_nofile(char** args) {
  const struct rlimit both = {(rlim_t)atol(args[0]), (rlim_t)atol(args[0])};
  result(setrlimit(RLIMIT_NOFILE, &both));
}

static void verb_setuid(char** args) { result(setuid((uid_t)atoi(args[0]))); }

static const struct {
  const char* name;
  int least;
  void (*run)(char** args);
} VERBS[] = {
    {"append", 2, verb_append},
    {"cat", 1, verb_cat},
    {"chdir", 1, verb_chdir},
    {"chown", 3, verb_chown},
    {"create", 2, verb_create},
    {"exit", 1, verb_exit},
    {"facts", 0, verb_facts},
    {"fork-and-sleep", 0, verb_fork_and_sleep},
    {"ignore", 1, verb_ignore},
    {"line", 0, verb_line},
    {"ls", 1, verb_ls},
    {"mkdir", 1, verb_mkdir},
    {"mknod", 2, verb_mknod},
    {"mount", 3, verb_mount},
    {"notify", 2, verb_notify},
    {"open", 2, verb_open},
    {"read-fd", 1, verb_read_fd},
    {"save", 1, verb_save},
    {"save-env", 1, verb_save_env},
    {"sethostname", 1, verb_sethostname},
    {"setrlimit-nofile", 1, verb_setrlimit_nofile},
    {"setuid", 1, verb_setuid},
    {"signal", 1, verb_signal},
    {"sleep", 0, verb_sleep},
    {"spawn", 1, verb_spawn},
    {"stat", 1, verb_stat},
    {"statfs", 1, verb_statfs},
    {"stderr", 1, verb_stderr},
    {"stdin", 0, verb_stdin},
    {"tty", 0, verb_tty},
    {"umount", 1, verb_umount},
    {"unlink", 1, verb_unlink},
    {"unshare", 1, verb_unshare},
    {"wait-resize", 1, verb_wait_resize},
    {"wait-signal", 0, verb_wait_signal},
    {"write", 2, verb_write},
};

static void run(char** words, int count) {
  for (size_t i = 0; i < sizeof VERBS / sizeof *VERBS; i++) {
    if (strcmp(VERBS[i].name, words[0]) != 0 || count <= VERBS[i].least) continue;
    json_object(NULL);
    json_string("verb", words[0]);
    VERBS[i].run(words + 1);
    json_close();
    json_flush();
    return;
  }
  fprintf(stderr, "probe: unknown verb or too few arguments: \"%s\"\n", words[0]);
  exit(125);
}

int main(int argc, char** argv, char** env) {
  // Standard output is buffered here and written line by line, also where it is a pipe that was
  // handed over non-blocking.
  setvbuf(stdout, NULL, _IOFBF, 1 << 20);
  whole_argc = argc;
  whole_argv = argv;
  whole_env = env;

  char* words[256];
  int count = 0;
  for (int i = 1; i <= argc; i++) {
    if (i < argc && strcmp(argv[i], "--") != 0) {
      words[count++] = argv[i];
      continue;
    }
    words[count] = NULL;
    if (count > 0) run(words, count);
    count = 0;
  }
  return 0;
}
