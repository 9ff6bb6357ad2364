// What a process can say about itself, by system calls where there is one, so that most of it is
// also known in a container without /proc; what only /proc knows is null there.

#define _GNU_SOURCE
#include "facts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/keyctl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "json.h"

static const char* const CAPABILITIES[] = {
    "CAP_CHOWN",
    "CAP_DAC_OVERRIDE",
    "CAP_DAC_READ_SEARCH",
    "CAP_FOWNER",
    "CAP_FSETID",
    "CAP_KILL",
    "CAP_SETGID",
    "CAP_SETUID",
    "CAP_SETPCAP",
    "CAP_LINUX_IMMUTABLE",
    "CAP_NET_BIND_SERVICE",
    "CAP_NET_BROADCAST",
    "CAP_NET_ADMIN",
    "CAP_NET_RAW",
    "CAP_IPC_LOCK",
    "CAP_IPC_OWNER",
    "CAP_SYS_MODULE",
    "CAP_SYS_RAWIO",
    "CAP_SYS_CHROOT",
    "CAP_SYS_PTRACE",
    "CAP_SYS_PACCT",
    "CAP_SYS_ADMIN",
    "CAP_SYS_BOOT",
    "CAP_SYS_NICE",
    "CAP_SYS_RESOURCE",
    "CAP_SYS_TIME",
    "CAP_SYS_TTY_CONFIG",
    "CAP_MKNOD",
    "CAP_LEASE",
    "CAP_AUDIT_WRITE",
    "CAP_AUDIT_CONTROL",
    "CAP_SETFCAP",
    "CAP_MAC_OVERRIDE",
    "CAP_MAC_ADMIN",
    "CAP_SYSLOG",
    "CAP_WAKE_ALARM",
    "CAP_BLOCK_SUSPEND",
    "CAP_AUDIT_READ",
    "CAP_PERFMON",
    "CAP_BPF",
    "CAP_CHECKPOINT_RESTORE",
};

static const char* const RLIMITS[] = {
    [RLIMIT_CPU] = "RLIMIT_CPU",           [RLIMIT_FSIZE] = "RLIMIT_FSIZE",
    [RLIMIT_DATA] = "RLIMIT_DATA",         [RLIMIT_STACK] = "RLIMIT_STACK",
    [RLIMIT_CORE] = "RLIMIT_CORE",         [RLIMIT_RSS] = "RLIMIT_RSS",
    [RLIMIT_NPROC] = "RLIMIT_NPROC",       [RLIMIT_NOFILE] = "RLIMIT_NOFILE",
    [RLIMIT_MEMLOCK] = "RLIMIT_MEMLOCK",   [RLIMIT_AS] = "RLIMIT_AS",
    [RLIMIT_LOCKS] = "RLIMIT_LOCKS",       [RLIMIT_SIGPENDING] = "RLIMIT_SIGPENDING",
    [RLIMIT_MSGQUEUE] = "RLIMIT_MSGQUEUE", [RLIMIT_NICE] = "RLIMIT_NICE",
    [RLIMIT_RTPRIO] = "RLIMIT_RTPRIO",     [RLIMIT_RTTIME] = "RLIMIT_RTTIME",
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void strings(const char* key, char** values) {
  json_array(key);
  for (; *values; values++) json_string(NULL, *values);
  json_close();
}

static void identity(void) {
  char cwd[4096];

  json_number("pid", getpid());
  json_number("ppid", getppid());
  json_number("sid", getsid(0));
  json_number("pgid", getpgrp());
  // The raw call: glibc's getcwd refuses the "(unreachable)" that must never be seen here.
  json_string("cwd", syscall(SYS_getcwd, cwd, sizeof cwd) < 0 ? NULL : cwd);

  uid_t uids[3];
  gid_t gids[3];
  getresuid(&uids[0], &uids[1], &uids[2]);
  getresgid(&gids[0], &gids[1], &gids[2]);
  json_array("uids");
  for (int i = 0; i < 3; i++) json_number(NULL, uids[i]);
  json_close();
  json_array("gids");
  for (int i = 0; i < 3; i++) json_number(NULL, gids[i]);
  json_close();

  gid_t groups[1024];
  const int count = getgroups(COUNT(groups), groups);
  json_array("groups");
  for (int i = 0; i < count; i++) json_number(NULL, groups[i]);
  json_close();

  const mode_t mask = umask(0);
  umask(mask);
  char octal[8];
  snprintf(octal, sizeof octal, "%04o", mask);
  json_string("umask", octal);
}

static void capability_set(const char* key, uint64_t bits) {
  json_array(key);
  for (size_t i = 0; i < 64; i++) {
    if (!(bits & (UINT64_C(1) << i))) continue;
    char number[16];
    snprintf(number, sizeof number, "CAP_%zu", i);
    json_string(NULL, i < COUNT(CAPABILITIES) ? CAPABILITIES[i] : number);
  }
  json_close();
}

static void capabilities(void) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[2] = {0};
  syscall(SYS_capget, &header, data);
#define BOTH(set) ((uint64_t)data[1].set << 32 | data[0].set)

  uint64_t bounding = 0, ambient = 0;
  for (unsigned long i = 0; i < 64; i++) {
    if (prctl(PR_CAPBSET_READ, i) == 1) bounding |= UINT64_C(1) << i;
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, i, 0, 0) == 1) ambient |= UINT64_C(1) << i;
  }

  json_object("capabilities");
  capability_set("bounding", bounding);
  capability_set("effective", BOTH(effective));
  capability_set("inheritable", BOTH(inheritable));
  capability_set("permitted", BOTH(permitted));
  capability_set("ambient", ambient);
  json_close();

  json_boolean("noNewPrivileges", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
  json_number("seccomp", prctl(PR_GET_SECCOMP, 0, 0, 0, 0));
  json_number("dumpable", prctl(PR_GET_DUMPABLE, 0, 0, 0, 0));
  json_number("securebits", prctl(PR_GET_SECUREBITS, 0, 0, 0, 0));
  int death = 0;
  prctl(PR_GET_PDEATHSIG, &death, 0, 0, 0);
  json_number("pdeathsig", death);
}

static void signal_name(int number) {
  char text[16];
  const char* name = sigabbrev_np(number);
  snprintf(text, sizeof text, name ? "SIG%s" : "%.0s%d", name ? name : "", number);
  json_string(NULL, text);
}

static void signals(void) {
  // The raw calls: glibc hides the two real-time signals it keeps for itself.
  uint64_t blocked = 0, pending = 0;
  syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, &blocked, sizeof blocked);
  syscall(SYS_rt_sigpending, &pending, sizeof pending);

  json_array("blockedSignals");
  for (int i = 1; i <= 64; i++)
    if (blocked & (UINT64_C(1) << (i - 1))) signal_name(i);
  json_close();
  json_array("pendingSignals");
  for (int i = 1; i <= 64; i++)
    if (pending & (UINT64_C(1) << (i - 1))) signal_name(i);
  json_close();

  json_array("ignoredSignals");
  for (int i = 1; i <= 64; i++) {
    struct {
      void (*handler)(int);
      unsigned long flags;
      void* restorer;
      uint64_t mask;
    } action;
    if (syscall(SYS_rt_sigaction, i, NULL, &action, 8) == 0 && action.handler == SIG_IGN)
      signal_name(i);
  }
  json_close();
}

static void limit(uint64_t value) {
  if (value == RLIM_INFINITY) {
    json_string(NULL, "unlimited");
  } else {
    json_number(NULL, (int64_t)value);
  }
}

static void rlimits(void) {
  json_object("rlimits");
  for (size_t i = 0; i < COUNT(RLIMITS); i++) {
    struct rlimit both;
    if (getrlimit((int)i, &both) < 0) continue;
    json_array(RLIMITS[i]);
    limit(both.rlim_cur);
    limit(both.rlim_max);
    json_close();
  }
  json_close();
}

static void descriptor(int fd, int fd_flags) {
  static const struct {
    int bit;
    const char* name;
  } FLAGS[] = {
      {O_APPEND, "O_APPEND"}, {O_NONBLOCK, "O_NONBLOCK"},   {O_PATH, "O_PATH"},
      {O_DIRECT, "O_DIRECT"}, {O_DIRECTORY, "O_DIRECTORY"},
  };
  static const char* const ACCESS[] = {"O_RDONLY", "O_WRONLY", "O_RDWR", "3"};
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);

  const int flags = fcntl(fd, F_GETFL);
  json_object(NULL);
  json_number("fd", fd);
  json_boolean("cloexec", fd_flags & FD_CLOEXEC);
  json_array("flags");
  json_string(NULL, ACCESS[flags & O_ACCMODE]);
  for (size_t i = 0; i < COUNT(FLAGS); i++)
    if (flags & FLAGS[i].bit) json_string(NULL, FLAGS[i].name);
  json_close();
  json_link("target", path);
  json_close();
}

static void descriptors(void) {
  json_array("fds");
  for (int fd = 0; fd < 4096; fd++) {
    const int fd_flags = fcntl(fd, F_GETFD);
    if (fd_flags >= 0) descriptor(fd, fd_flags);
  }
  json_close();
}

static void namespaces(void) {
  static const char* const KINDS[] = {"cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"};
  json_object("namespaces");
  for (size_t i = 0; i < COUNT(KINDS); i++) {
    char path[64];
    snprintf(path, sizeof path, "/proc/self/ns/%s", KINDS[i]);
    json_link(KINDS[i], path);
  }
  json_close();
}

static void keyring(void) {
  char text[256] = "";
  const long id = syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0);
  if (id < 0) {
    json_null("keyring");
    return;
  }
  // "keyring;uid;gid;perm;name": the name is what differs between a joined and an inherited one.
  if (syscall(SYS_keyctl, KEYCTL_DESCRIBE, id, text, sizeof text) < 0) text[0] = '\0';
  const char* name = strrchr(text, ';');
  json_object("keyring");
  json_number("id", id);
  json_string("name", name ? name + 1 : text);
  json_close();
}

static void scheduling(void) {
  json_object("scheduler");
  json_number("policy", syscall(SYS_sched_getscheduler, 0));
  errno = 0;
  json_number("nice", getpriority(PRIO_PROCESS, 0));
  json_number("ioPriority", syscall(SYS_ioprio_get, 1, 0));
  json_close();
  json_number("personality", personality(0xffffffff));
}

static void host(void) {
  struct utsname names;
  uname(&names);
  json_string("hostname", names.nodename);
  json_string("domainname", names.domainname);
  json_string("machine", names.machine);
}

void facts(int argc, char** argv, char** env) {
  (void)argc;
  strings("args", argv);
  strings("env", env);
  identity();
  capabilities();
  signals();
  rlimits();
  descriptors();
  host();
  namespaces();
  keyring();
  scheduling();
  json_link("exe", "/proc/self/exe");
  json_file("comm", "/proc/self/comm");
  json_file("oomScoreAdj", "/proc/self/oom_score_adj");
  json_lines("uidMap", "/proc/self/uid_map");
  json_lines("gidMap", "/proc/self/gid_map");
  json_file("setgroups", "/proc/self/setgroups");
  json_lines("timeOffsets", "/proc/self/timens_offsets");
  json_lines("cgroups", "/proc/self/cgroup");
  json_lines("mounts", "/proc/self/mountinfo");
}
