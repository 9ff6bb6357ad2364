// The machine's beginning: what the engine gave is recorded, the program is mapped and checked,
// then it is carried out.
//
//   runts PROGRAM-FD LOCK-FD    (-1: no lock)
#include "close_range.h"
#include "decode.h"
#include "descriptor.h"
#include "files.h"
#include "machine.h"
#include "output.h"
#include "process.h"
#include "sys.h"
#include "text.h"
#include "tracks.h"

// Signals that report a fault of this process itself; they stay deliverable.
#define SIGILL 4
#define SIGTRAP 5
#define SIGABRT 6
#define SIGBUS 7
#define SIGFPE 8
#define SIGSEGV 11
#define BIT(signal) (1ull << ((signal)-1))
#define FAULTS \
  (BIT(SIGILL) | BIT(SIGTRAP) | BIT(SIGABRT) | BIT(SIGBUS) | BIT(SIGFPE) | BIT(SIGSEGV))

static struct machine machine;

// By hand: an initialised structure of this size would lie in the file.
static void initialise(struct machine* m) {
  int* const none[] = {&m->pid,          &m->pidfd,      &m->exit_status, &m->to_setup,
                       &m->to_container, &m->to_runtime, &m->setup_pid,   &m->setup_pidfd,
                       &m->root,         &m->proc,       &m->start_peer,  &m->dev_null,
                       &m->mask,         &m->lock,       &m->signals,     &m->missing,
                       &m->parent};
  for (u32 i = 0; i < sizeof none / sizeof none[0]; i++) *none[i] = -1;
}

__attribute__((noreturn)) static void refuse(const char* what, const char* why) {
  char text[256];
  struct builder b = build(text, sizeof text);
  add(&b, "cannot ");
  add(&b, what);
  add(&b, ": ");
  add(&b, why);
  if (machine.header != NULL)
    report(&machine, text);
  else
    say(text);
  sys_exit(1);
}

// Closed standard descriptors become /dev/null, or the first descriptors of our own would be taken
// for them.
static void fill_standard_descriptors(void) {
  struct pollfd fds[3] = {{.fd = 0}, {.fd = 1}, {.fd = 2}};
  sys_poll(fds, 3, 0);
  for (int fd = 0; fd <= 2; fd++) {
    if ((fds[fd].revents & POLLNVAL) == 0) continue;
    if (sys(__NR_openat, AT_FDCWD, "/dev/null", O_RDWR, 0) != fd) sys_exit(1);
  }
}

// Sealed, it is mapped as it is; else copied, since another process could change it after the
// checks.
static const u8* map_program(int fd, size_t* size) {
  struct statx stat;
  if (fd < 0 || sys_fstat(fd, STATX_SIZE, &stat) < 0) refuse("read the program", "there is none");
  if (stat.stx_size < HEADER_SIZE || stat.stx_size > UINT32_MAX) {
    refuse("read the program", "it is too short or too long");
  }
  *size = stat.stx_size;

  const int frozen = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW;
  const int seals = sys_fcntl(fd, F_GET_SEALS, 0);
  const bool sealed = seals >= 0 && (seals & frozen) == frozen;
  u8* at = sealed ? sys_mmap(*size, PROT_READ, MAP_PRIVATE, fd)
                  : sys_mmap(*size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
  if (mmap_error(at) < 0) refuse("read the program", "out of memory");
  for (size_t done = 0; !sealed && done < *size;) {
    const long n = sys_pread(fd, at + done, *size - done, done);
    if (n <= 0) refuse("read the program", "it is cut off");
    done += (size_t)n;
  }
  return at;
}

// Field SigIgn of proc_pid_status(5), in hexadecimal.
static bool read_ignored_signals(struct machine* m) {
  static const char name[] = "\nSigIgn:\t";
  char status[4096];
  if (m->proc < 0 || read_file_at(m->proc, "self/status", status, sizeof status) < 0) return false;
  const char* at = status;
  while ((at = find_char(at, '\n')) != NULL && !starts_with(at, name)) at++;
  return at != NULL && parse_hex(at + sizeof name - 1, &m->ignored_signals);
}

// One by one, where procfs does not tell.
static void ask_ignored_signals(struct machine* m) {
  for (int signal = 1; signal <= SIGNAL_COUNT; signal++) {
    struct kernel_sigaction action;
    if (sys_sigaction(signal, NULL, &action) == 0 && action.handler == SIG_IGN) {
      m->ignored_signals |= BIT(signal);
    }
  }
}

static void record_signals(struct machine* m) {
  const u64 all = ~(u64)FAULTS;
  sys_sigprocmask(SIG_SETMASK, &all, &m->signal_mask);
  if (!read_ignored_signals(m)) ask_ignored_signals(m);
  // SIGCHLD ignored would reap our children before us.
  const struct kernel_sigaction ignore = {.handler = SIG_IGN}, normal = {.handler = SIG_DFL};
  if (!is_ignored(m, SIGPIPE)) sys_sigaction(SIGPIPE, &ignore, NULL);
  if (is_ignored(m, SIGCHLD)) sys_sigaction(SIGCHLD, &normal, NULL);

  // All are blocked until execve, so that nothing ends the runtime track between an op and its
  // undo; those that ask for an end are looked at wherever it waits. What the engine had ignored or
  // blocked stays so.
  const u64 ends = BIT(SIGHUP) | BIT(SIGINT) | BIT(SIGQUIT) | BIT(SIGTERM);
  m->signals = sys_signalfd(ends & ~m->ignored_signals & ~m->signal_mask, O_CLOEXEC | O_NONBLOCK);
}

// Descriptors 3 to 2+preserveFds are the container's; the others that the engine happened to have
// open are nobody's, and must reach neither a hook nor init (CVE-2024-21626).
static void close_inherited_descriptors(struct machine* m) {
  const u32 first = 3 + m->header->preserve_fds;
  for (u32 fd = 3; fd < first && m->missing < 0; fd++) {
    if (sys_fcntl((int)fd, F_GETFD, 0) == -EBADF) m->missing = (int)fd;
  }
  const u32 lock = m->lock < 0 ? UINT32_MAX : (u32)m->lock;
  if (lock < first) refuse("keep the lock", "its descriptor is one of the container's");
  if (lock > first) close_descriptors(m, first, lock - 1, 0);
  if (lock < UINT32_MAX) close_descriptors(m, lock + 1, UINT32_MAX, 0);
}

// Children that lose their parents come to the runtime track where it supervises them.
static void become_subreaper(const struct machine* m) {
  for (u32 i = 0; i < m->header->op_count; i++) {
    const struct op_head* op = op_at(m, i);
    if (op->code != OP_SUPERVISE) continue;
    if (((const struct op_supervise*)(const void*)op)->subreaper != 0) {
      sys_prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    }
  }
}

static int number_argument(const char* text) {
  u64 number;
  return parse_number(text, &number) && number <= INT32_MAX ? (int)number : -1;
}

int machine_main(int argc, const char* const* argv) {
  struct machine* m = &machine;
  initialise(m);
  fill_standard_descriptors();
  if (argc != 3) refuse("run", "the machine is started by runts");
  sys_prctl(PR_SET_NAME, (unsigned long)"runts:[runtime]", 0, 0, 0);
  m->umask = sys_umask(0);
  m->self = sys_getpid();

  size_t size;
  const int fd = number_argument(argv[1]);
  m->program = map_program(fd, &size);
  const char* wrong = decode(m->program, size);
  if (wrong != NULL) refuse("read the program", wrong);
  m->header = (const struct program_header*)(const void*)m->program;
  for (u32 i = 0; i < m->header->register_count; i++) m->registers[i] = -1;

  m->lock = number_argument(argv[2]);
  close_inherited_descriptors(m);
  open_proc(m);
  if (m->lock >= 0) sys_fcntl(m->lock, F_SETFD, FD_CLOEXEC);
  record_signals(m);
  raise_descriptor_limit(m);
  m->progress =
      sys_mmap(sizeof *m->progress, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1);
  if (mmap_error(m->progress) < 0) refuse("run", "out of memory");
  become_subreaper(m);
  carry_out(m);
}
