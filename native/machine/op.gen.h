// Generated from runtime/plan/op.ts by scripts/generate-ops.mjs: do not edit.
#ifndef RUNTS_OP_GEN_H
#define RUNTS_OP_GEN_H

#include "wire.h"

#define PROGRAM_MAGIC "RUNTSPLN"
#define PROGRAM_VERSION 1u
#define HEADER_SIZE 64u
#define RECORD_SIZE 40u
#define MAX_REGISTERS 4096u
#define HEADER_DEBUG 1u
#define HEADER_LOG_JSON 2u

enum track { TRACK_RUNTIME, TRACK_SETUP, TRACK_CONTAINER };
#define TRACK_COUNT 3u

enum slot { SLOT_PID = 2, SLOT_START_TIME = 3, SLOT_RUNTIME_PID = 4, SLOT_RUNTIME_START_TIME = 5 };

#define PLAN_CLONE_NEWTIME 128u
#define PLAN_CLONE_NEWNS 131072u
#define PLAN_CLONE_NEWCGROUP 33554432u
#define PLAN_CLONE_NEWUTS 67108864u
#define PLAN_CLONE_NEWIPC 134217728u
#define PLAN_CLONE_NEWUSER 268435456u
#define PLAN_CLONE_NEWPID 536870912u
#define PLAN_CLONE_NEWNET 1073741824u

#define PLAN_ATTRIBUTE_RDONLY 1u
#define PLAN_ATTRIBUTE_NOSUID 2u
#define PLAN_ATTRIBUTE_NODEV 4u
#define PLAN_ATTRIBUTE_NOEXEC 8u
#define PLAN_ATTRIBUTE_NOATIME 16u
#define PLAN_ATTRIBUTE_STRICTATIME 32u
#define PLAN_ATTRIBUTE_ATIME 112u
#define PLAN_ATTRIBUTE_NODIRATIME 128u
#define PLAN_ATTRIBUTE_NOSYMFOLLOW 2097152u

#define PLAN_PROPAGATION_UNBINDABLE 131072u
#define PLAN_PROPAGATION_PRIVATE 262144u
#define PLAN_PROPAGATION_SLAVE 524288u
#define PLAN_PROPAGATION_SHARED 1048576u

#define PLAN_RLIMIT_CPU 0u
#define PLAN_RLIMIT_FSIZE 1u
#define PLAN_RLIMIT_DATA 2u
#define PLAN_RLIMIT_STACK 3u
#define PLAN_RLIMIT_CORE 4u
#define PLAN_RLIMIT_RSS 5u
#define PLAN_RLIMIT_NPROC 6u
#define PLAN_RLIMIT_NOFILE 7u
#define PLAN_RLIMIT_MEMLOCK 8u
#define PLAN_RLIMIT_AS 9u
#define PLAN_RLIMIT_LOCKS 10u
#define PLAN_RLIMIT_SIGPENDING 11u
#define PLAN_RLIMIT_MSGQUEUE 12u
#define PLAN_RLIMIT_NICE 13u
#define PLAN_RLIMIT_RTPRIO 14u
#define PLAN_RLIMIT_RTTIME 15u

#define PLAN_DEVICE_CHARACTER 8192u
#define PLAN_DEVICE_BLOCK 24576u
#define PLAN_DEVICE_FIFO 4096u

#define PLAN_LEVEL_DEBUG 0u
#define PLAN_LEVEL_INFO 1u
#define PLAN_LEVEL_WARNING 2u
#define PLAN_LEVEL_ERROR 3u

#define PLAN_MISSING_FAIL 0u
#define PLAN_MISSING_SKIP 1u

#define PLAN_EXISTS_FAIL 0u
#define PLAN_EXISTS_KEEP 1u

#define PLAN_FAILURE_STOP 0u
#define PLAN_FAILURE_WARN 1u

enum op_code {
  OP_PRINT = 1,
  OP_LOG = 2,
  OP_FAIL = 3,
  OP_EXIT = 4,
  OP_EXPECT_STATE = 5,
  OP_MKDIR = 6,
  OP_REMOVE_TREE = 7,
  OP_WRITE = 8,
  OP_WRITE_FILE = 9,
  OP_LOCK = 10,
  OP_UNLINK = 11,
  OP_CONNECT = 12,
  OP_LISTEN = 13,
  OP_SOCKETPAIR = 14,
  OP_OPEN_TREE = 15,
  OP_OPEN_NAMESPACE = 16,
  OP_CLONE_SETUP = 17,
  OP_CLONE_INIT = 18,
  OP_SETNS = 19,
  OP_UNSHARE = 20,
  OP_SPAWN = 21,
  OP_SIGNAL = 22,
  OP_SIGNAL_CGROUP = 23,
  OP_END_PROCESS = 24,
  OP_AWAIT_EXIT = 25,
  OP_PRLIMIT = 26,
  OP_SEND_FD = 27,
  OP_RECEIVE_FD = 28,
  OP_AWAIT_EXEC = 29,
  OP_START_INIT = 30,
  OP_SUPERVISE = 31,
  OP_CGROUP_MKDIR = 32,
  OP_CGROUP_RMDIR = 33,
  OP_DEVICE_FILTER = 34,
  OP_SET_PROPAGATION = 35,
  OP_ROOTFS = 36,
  OP_MOUNT = 37,
  OP_BIND = 38,
  OP_MOUNT_SETATTR = 39,
  OP_RECONFIGURE = 40,
  OP_MKDIR_BENEATH = 41,
  OP_MKNOD = 42,
  OP_SYMLINK = 43,
  OP_OPEN_PTY = 44,
  OP_BIND_CONSOLE = 45,
  OP_CONTROLLING_TERMINAL = 46,
  OP_PIVOT_ROOT = 47,
  OP_SYSCTL = 48,
  OP_SETHOSTNAME = 49,
  OP_LINK_UP = 50,
  OP_SETDOMAINNAME = 51,
  OP_MASK_PATH = 52,
  OP_READONLY_PATH = 53,
  OP_SETSID = 54,
  OP_UNDUMPABLE = 55,
  OP_KEYRING = 56,
  OP_CHOWN_STDIO = 57,
  OP_HOME = 58,
  OP_CHDIR = 59,
  OP_FIND_EXECUTABLE = 60,
  OP_UMASK = 61,
  OP_SETGROUPS = 62,
  OP_SETRESGID = 63,
  OP_SETRESUID = 64,
  OP_DROP_BOUNDING = 65,
  OP_CAPSET = 66,
  OP_NO_NEW_PRIVILEGES = 67,
  OP_WAIT_FOR_START = 68,
  OP_EXECVE = 69,
};
#define OP_COUNT 69u

struct op_print {
  struct op_head head;
  u64 fd;
  struct cell text;
};

struct op_log {
  struct op_head head;
  u64 level;
  struct cell text;
};

struct op_fail {
  struct op_head head;
  struct cell text;
};

struct op_exit {
  struct op_head head;
  u64 status;
  u64 of_init;
};
#define HAS_EXIT_OF_INIT 2u

struct op_expect_state {
  struct op_head head;
  struct cell path;
  struct cell content;
};
#define HAS_EXPECT_STATE_CONTENT 2u

struct op_mkdir {
  struct op_head head;
  struct cell path;
  u64 mode;
  u64 if_exists;
  u64 parents;
  struct cell else_unlink;
};
#define HAS_MKDIR_PARENTS 8u
#define HAS_MKDIR_ELSE_UNLINK 16u

struct op_remove_tree {
  struct op_head head;
  struct cell path;
  u64 if_missing;
};

struct op_write {
  struct op_head head;
  struct cell path;
  struct cell data;
  u64 if_missing;
  u64 if_denied;
};
#define HAS_WRITE_IF_DENIED 8u

struct op_write_file {
  struct op_head head;
  struct cell path;
  struct cell data;
  u64 mode;
};

struct op_lock {
  struct op_head head;
  struct cell path;
  u64 timeout_ms;
};

struct op_unlink {
  struct op_head head;
  struct cell path;
  u64 if_missing;
};

struct op_connect {
  struct op_head head;
  struct cell path;
  u64 as;
};

struct op_listen {
  struct op_head head;
  struct cell path;
  u64 as;
};

struct op_socketpair {
  struct op_head head;
  u64 as;
  u64 peer;
};

struct op_open_tree {
  struct op_head head;
  struct cell source;
  u64 recursive;
  u64 nofollow;
  u64 propagation;
  u64 as;
};
#define HAS_OPEN_TREE_RECURSIVE 2u
#define HAS_OPEN_TREE_NOFOLLOW 4u
#define HAS_OPEN_TREE_PROPAGATION 8u

struct op_open_namespace {
  struct op_head head;
  struct cell path;
  u64 type;
  u64 as;
};

struct op_clone_setup {
  struct op_head head;
};

struct op_clone_init {
  struct op_head head;
  u64 flags;
  struct cell cgroup;
};
#define HAS_CLONE_INIT_CGROUP 2u

struct op_setns {
  struct op_head head;
  u64 from;
  u64 type;
  u64 may_wait;
};
#define HAS_SETNS_MAY_WAIT 4u

struct op_unshare {
  struct op_head head;
  u64 flags;
};

struct op_spawn {
  struct op_head head;
  struct cell path;
  struct cell args;
  struct cell env;
  struct cell stdin;
  u64 timeout_ms;
  u64 if_fails;
};
#define HAS_SPAWN_ENV 4u
#define HAS_SPAWN_STDIN 8u
#define HAS_SPAWN_TIMEOUT_MS 16u
#define HAS_SPAWN_IF_FAILS 32u

struct op_signal {
  struct op_head head;
  i64 pid;
  u64 start_time;
  u64 signal;
  u64 if_missing;
};

struct op_signal_cgroup {
  struct op_head head;
  struct cell path;
  u64 signal;
  u64 if_missing;
};

struct op_end_process {
  struct op_head head;
  i64 pid;
  u64 start_time;
  u64 patience_ms;
};

struct op_await_exit {
  struct op_head head;
  i64 pid;
  u64 start_time;
  u64 timeout_ms;
};

struct op_prlimit {
  struct op_head head;
  u64 resource;
  u64 soft;
  u64 hard;
};

struct op_send_fd {
  struct op_head head;
  u64 from;
  u64 fd;
  struct cell name;
};

struct op_receive_fd {
  struct op_head head;
  u64 from;
  u64 as;
};

struct op_await_exec {
  struct op_head head;
};

struct op_start_init {
  struct op_head head;
  struct cell path;
  i64 pid;
  u64 start_time;
};

struct op_supervise {
  struct op_head head;
  u64 terminal;
  u64 subreaper;
};
#define HAS_SUPERVISE_TERMINAL 1u
#define HAS_SUPERVISE_SUBREAPER 2u

struct op_cgroup_mkdir {
  struct op_head head;
  struct cell path;
  struct cell base;
  u64 cpuset;
  struct cell controllers;
  u64 if_denied;
};
#define HAS_CGROUP_MKDIR_CPUSET 4u
#define HAS_CGROUP_MKDIR_CONTROLLERS 8u
#define HAS_CGROUP_MKDIR_IF_DENIED 16u

struct op_cgroup_rmdir {
  struct op_head head;
  struct cell path;
  struct cell base;
};

struct op_device_filter {
  struct op_head head;
  struct cell path;
  struct cell program;
};

struct op_set_propagation {
  struct op_head head;
  u64 propagation;
};

struct op_rootfs {
  struct op_head head;
  u64 from;
  struct cell at;
};
#define HAS_ROOTFS_AT 2u

struct op_mount {
  struct op_head head;
  struct cell filesystemtype;
  struct cell source;
  struct cell target;
  struct cell options;
  u64 attributes;
  u64 propagation;
  u64 propagation_recursive;
  u64 copy_up;
  u64 nosymlinks;
  struct cell or_bind;
};
#define HAS_MOUNT_SOURCE 2u
#define HAS_MOUNT_OPTIONS 8u
#define HAS_MOUNT_PROPAGATION 32u
#define HAS_MOUNT_PROPAGATION_RECURSIVE 64u
#define HAS_MOUNT_COPY_UP 128u
#define HAS_MOUNT_NOSYMLINKS 256u
#define HAS_MOUNT_OR_BIND 512u

struct op_bind {
  struct op_head head;
  u64 from;
  struct cell source;
  struct cell target;
  u64 set;
  u64 clear;
  u64 set_recursive;
  u64 clear_recursive;
  u64 propagation;
  u64 propagation_recursive;
};
#define HAS_BIND_SET 8u
#define HAS_BIND_CLEAR 16u
#define HAS_BIND_SET_RECURSIVE 32u
#define HAS_BIND_CLEAR_RECURSIVE 64u
#define HAS_BIND_PROPAGATION 128u
#define HAS_BIND_PROPAGATION_RECURSIVE 256u

struct op_mount_setattr {
  struct op_head head;
  struct cell target;
  u64 set;
  u64 clear;
  u64 recursive;
  u64 propagation;
  u64 propagation_recursive;
};
#define HAS_MOUNT_SETATTR_SET 2u
#define HAS_MOUNT_SETATTR_CLEAR 4u
#define HAS_MOUNT_SETATTR_RECURSIVE 8u
#define HAS_MOUNT_SETATTR_PROPAGATION 16u
#define HAS_MOUNT_SETATTR_PROPAGATION_RECURSIVE 32u

struct op_reconfigure {
  struct op_head head;
  struct cell target;
  struct cell options;
};

struct op_mkdir_beneath {
  struct op_head head;
  struct cell target;
  u64 mode;
};

struct op_mknod {
  struct op_head head;
  struct cell target;
  u64 type;
  u64 major;
  u64 minor;
  u64 mode;
  u64 uid;
  u64 gid;
};

struct op_symlink {
  struct op_head head;
  struct cell content;
  struct cell target;
  u64 if_exists;
  u64 replace;
};
#define HAS_SYMLINK_REPLACE 8u

struct op_open_pty {
  struct op_head head;
  u64 as;
  u64 peer;
  u64 uid;
  u64 rows;
  u64 columns;
};

struct op_bind_console {
  struct op_head head;
  u64 peer;
};

struct op_controlling_terminal {
  struct op_head head;
  u64 peer;
};

struct op_pivot_root {
  struct op_head head;
  u64 move;
};
#define HAS_PIVOT_ROOT_MOVE 1u

struct op_sysctl {
  struct op_head head;
  struct cell name;
  struct cell value;
};

struct op_sethostname {
  struct op_head head;
  struct cell name;
};

struct op_link_up {
  struct op_head head;
  struct cell name;
};

struct op_setdomainname {
  struct op_head head;
  struct cell name;
};

struct op_mask_path {
  struct op_head head;
  struct cell target;
};

struct op_readonly_path {
  struct op_head head;
  struct cell target;
};

struct op_setsid {
  struct op_head head;
};

struct op_undumpable {
  struct op_head head;
};

struct op_keyring {
  struct op_head head;
  struct cell name;
};

struct op_chown_stdio {
  struct op_head head;
  u64 uid;
};

struct op_home {
  struct op_head head;
  u64 uid;
};

struct op_chdir {
  struct op_head head;
  struct cell path;
};

struct op_find_executable {
  struct op_head head;
  struct cell name;
  struct cell search_path;
};

struct op_umask {
  struct op_head head;
  u64 mask;
};

struct op_setgroups {
  struct op_head head;
  struct cell groups;
};

struct op_setresgid {
  struct op_head head;
  u64 gid;
};

struct op_setresuid {
  struct op_head head;
  u64 uid;
};

struct op_drop_bounding {
  struct op_head head;
  u64 keep;
};

struct op_capset {
  struct op_head head;
  u64 effective;
  u64 permitted;
  u64 inheritable;
  u64 ambient;
};

struct op_no_new_privileges {
  struct op_head head;
};

struct op_wait_for_start {
  struct op_head head;
  u64 from;
};

struct op_execve {
  struct op_head head;
  struct cell args;
  struct cell env;
};

// The shape of each op for the decoder: kinds of its fields, bits of those that must be there.
static const struct op_shape op_shapes[OP_COUNT + 1] = {
    {0, 0, {0}, {0}},
    {2, 3u, {FIELD_U32, FIELD_TEXT}, {0, 0}},
    {2, 3u, {FIELD_ENUM, FIELD_TEXT}, {3u, 0}},
    {1, 1u, {FIELD_STR}, {0}},
    {2, 1u, {FIELD_U32, FIELD_BOOL}, {0, 0}},
    {2, 1u, {FIELD_STR, FIELD_STR}, {0, 0}},
    {5, 7u, {FIELD_STR, FIELD_U32, FIELD_ENUM, FIELD_BOOL, FIELD_STR}, {0, 0, 1u, 0, 0}},
    {2, 3u, {FIELD_STR, FIELD_ENUM}, {0, 1u}},
    {4, 7u, {FIELD_TEXT, FIELD_TEXT, FIELD_ENUM, FIELD_ENUM}, {0, 0, 1u, 1u}},
    {3, 7u, {FIELD_STR, FIELD_TEXT, FIELD_U32}, {0, 0, 0}},
    {2, 3u, {FIELD_STR, FIELD_U32}, {0, 0}},
    {2, 3u, {FIELD_STR, FIELD_ENUM}, {0, 1u}},
    {2, 3u, {FIELD_STR, FIELD_AS}, {0, 0}},
    {2, 3u, {FIELD_STR, FIELD_AS}, {0, 0}},
    {2, 3u, {FIELD_AS, FIELD_AS}, {0, 0}},
    {5, 17u, {FIELD_STR, FIELD_BOOL, FIELD_BOOL, FIELD_ENUM, FIELD_AS}, {0, 0, 0, 1048576u, 0}},
    {3, 7u, {FIELD_STR, FIELD_ENUM, FIELD_AS}, {0, 1073741824u, 0}},
    {0, 0u, {0}, {0}},
    {2, 1u, {FIELD_FLAGS, FIELD_STR}, {2114060416u, 0}},
    {3, 3u, {FIELD_FROM, FIELD_ENUM, FIELD_BOOL}, {0, 1073741824u, 0}},
    {1, 1u, {FIELD_FLAGS}, {2114060416u}},
    {6, 3u, {FIELD_STR, FIELD_TEXTS, FIELD_STRS, FIELD_TEXT, FIELD_U32, FIELD_ENUM}, {0, 0, 0, 0, 0, 1u}},
    {4, 15u, {FIELD_I32, FIELD_U64, FIELD_U32, FIELD_ENUM}, {0, 0, 0, 1u}},
    {3, 7u, {FIELD_STR, FIELD_U32, FIELD_ENUM}, {0, 0, 1u}},
    {3, 7u, {FIELD_I32, FIELD_U64, FIELD_U32}, {0, 0, 0}},
    {3, 7u, {FIELD_I32, FIELD_U64, FIELD_U32}, {0, 0, 0}},
    {3, 7u, {FIELD_ENUM, FIELD_U64, FIELD_U64}, {15u, 0, 0}},
    {3, 7u, {FIELD_FROM, FIELD_FROM, FIELD_STR}, {0, 0, 0}},
    {2, 3u, {FIELD_FROM, FIELD_AS}, {0, 0}},
    {0, 0u, {0}, {0}},
    {3, 7u, {FIELD_STR, FIELD_I32, FIELD_U64}, {0, 0, 0}},
    {2, 0u, {FIELD_FROM, FIELD_BOOL}, {0, 0}},
    {5, 3u, {FIELD_STR, FIELD_STR, FIELD_BOOL, FIELD_STR, FIELD_ENUM}, {0, 0, 0, 0, 1u}},
    {2, 3u, {FIELD_STR, FIELD_STR}, {0, 0}},
    {2, 3u, {FIELD_STR, FIELD_BYTES}, {0, 0}},
    {1, 1u, {FIELD_ENUM}, {1048576u}},
    {2, 1u, {FIELD_FROM, FIELD_STR}, {0, 0}},
    {10, 21u, {FIELD_STR, FIELD_STR, FIELD_STR, FIELD_STRS, FIELD_FLAGS, FIELD_ENUM, FIELD_BOOL, FIELD_BOOL, FIELD_BOOL, FIELD_STR}, {0, 0, 0, 0, 2097407u, 1048576u, 0, 0, 0, 0}},
    {9, 7u, {FIELD_FROM, FIELD_STR, FIELD_STR, FIELD_FLAGS, FIELD_FLAGS, FIELD_FLAGS, FIELD_FLAGS, FIELD_ENUM, FIELD_BOOL}, {0, 0, 0, 2097407u, 2097407u, 2097407u, 2097407u, 1048576u, 0}},
    {6, 1u, {FIELD_STR, FIELD_FLAGS, FIELD_FLAGS, FIELD_BOOL, FIELD_ENUM, FIELD_BOOL}, {0, 2097407u, 2097407u, 0, 1048576u, 0}},
    {2, 3u, {FIELD_STR, FIELD_STRS}, {0, 0}},
    {2, 3u, {FIELD_STR, FIELD_U32}, {0, 0}},
    {7, 127u, {FIELD_STR, FIELD_ENUM, FIELD_U32, FIELD_U32, FIELD_U32, FIELD_U32, FIELD_U32}, {0, 24576u, 0, 0, 0, 0, 0}},
    {4, 7u, {FIELD_STR, FIELD_STR, FIELD_ENUM, FIELD_BOOL}, {0, 0, 1u, 0}},
    {5, 31u, {FIELD_AS, FIELD_AS, FIELD_U32, FIELD_U32, FIELD_U32}, {0, 0, 0, 0, 0}},
    {1, 1u, {FIELD_FROM}, {0}},
    {1, 1u, {FIELD_FROM}, {0}},
    {1, 0u, {FIELD_BOOL}, {0}},
    {2, 3u, {FIELD_STR, FIELD_STR}, {0, 0}},
    {1, 1u, {FIELD_STR}, {0}},
    {1, 1u, {FIELD_STR}, {0}},
    {1, 1u, {FIELD_STR}, {0}},
    {1, 1u, {FIELD_STR}, {0}},
    {1, 1u, {FIELD_STR}, {0}},
    {0, 0u, {0}, {0}},
    {0, 0u, {0}, {0}},
    {1, 1u, {FIELD_STR}, {0}},
    {1, 1u, {FIELD_U32}, {0}},
    {1, 1u, {FIELD_U32}, {0}},
    {1, 1u, {FIELD_STR}, {0}},
    {2, 3u, {FIELD_STR, FIELD_STR}, {0, 0}},
    {1, 1u, {FIELD_U32}, {0}},
    {1, 1u, {FIELD_STRS}, {0}},
    {1, 1u, {FIELD_U32}, {0}},
    {1, 1u, {FIELD_U32}, {0}},
    {1, 1u, {FIELD_U64}, {0}},
    {4, 15u, {FIELD_U64, FIELD_U64, FIELD_U64, FIELD_U64}, {0, 0, 0, 0}},
    {0, 0u, {0}, {0}},
    {1, 1u, {FIELD_FROM}, {0}},
    {2, 3u, {FIELD_STRS, FIELD_STRS}, {0, 0}},
};

// One function an op; run_op.c calls them.
struct machine;
bool op_print(struct machine* m, const struct op_print* op);
bool op_log(struct machine* m, const struct op_log* op);
bool op_fail(struct machine* m, const struct op_fail* op);
bool op_exit(struct machine* m, const struct op_exit* op);
bool op_expect_state(struct machine* m, const struct op_expect_state* op);
bool op_mkdir(struct machine* m, const struct op_mkdir* op);
bool op_remove_tree(struct machine* m, const struct op_remove_tree* op);
bool op_write(struct machine* m, const struct op_write* op);
bool op_write_file(struct machine* m, const struct op_write_file* op);
bool op_lock(struct machine* m, const struct op_lock* op);
bool op_unlink(struct machine* m, const struct op_unlink* op);
bool op_connect(struct machine* m, const struct op_connect* op);
bool op_listen(struct machine* m, const struct op_listen* op);
bool op_socketpair(struct machine* m, const struct op_socketpair* op);
bool op_open_tree(struct machine* m, const struct op_open_tree* op);
bool op_open_namespace(struct machine* m, const struct op_open_namespace* op);
bool op_clone_setup(struct machine* m, const struct op_clone_setup* op);
bool op_clone_init(struct machine* m, const struct op_clone_init* op);
bool op_setns(struct machine* m, const struct op_setns* op);
bool op_unshare(struct machine* m, const struct op_unshare* op);
bool op_spawn(struct machine* m, const struct op_spawn* op);
bool op_signal(struct machine* m, const struct op_signal* op);
bool op_signal_cgroup(struct machine* m, const struct op_signal_cgroup* op);
bool op_end_process(struct machine* m, const struct op_end_process* op);
bool op_await_exit(struct machine* m, const struct op_await_exit* op);
bool op_prlimit(struct machine* m, const struct op_prlimit* op);
bool op_send_fd(struct machine* m, const struct op_send_fd* op);
bool op_receive_fd(struct machine* m, const struct op_receive_fd* op);
bool op_await_exec(struct machine* m, const struct op_await_exec* op);
bool op_start_init(struct machine* m, const struct op_start_init* op);
bool op_supervise(struct machine* m, const struct op_supervise* op);
bool op_cgroup_mkdir(struct machine* m, const struct op_cgroup_mkdir* op);
bool op_cgroup_rmdir(struct machine* m, const struct op_cgroup_rmdir* op);
bool op_device_filter(struct machine* m, const struct op_device_filter* op);
bool op_set_propagation(struct machine* m, const struct op_set_propagation* op);
bool op_rootfs(struct machine* m, const struct op_rootfs* op);
bool op_mount(struct machine* m, const struct op_mount* op);
bool op_bind(struct machine* m, const struct op_bind* op);
bool op_mount_setattr(struct machine* m, const struct op_mount_setattr* op);
bool op_reconfigure(struct machine* m, const struct op_reconfigure* op);
bool op_mkdir_beneath(struct machine* m, const struct op_mkdir_beneath* op);
bool op_mknod(struct machine* m, const struct op_mknod* op);
bool op_symlink(struct machine* m, const struct op_symlink* op);
bool op_open_pty(struct machine* m, const struct op_open_pty* op);
bool op_bind_console(struct machine* m, const struct op_bind_console* op);
bool op_controlling_terminal(struct machine* m, const struct op_controlling_terminal* op);
bool op_pivot_root(struct machine* m, const struct op_pivot_root* op);
bool op_sysctl(struct machine* m, const struct op_sysctl* op);
bool op_sethostname(struct machine* m, const struct op_sethostname* op);
bool op_link_up(struct machine* m, const struct op_link_up* op);
bool op_setdomainname(struct machine* m, const struct op_setdomainname* op);
bool op_mask_path(struct machine* m, const struct op_mask_path* op);
bool op_readonly_path(struct machine* m, const struct op_readonly_path* op);
bool op_setsid(struct machine* m, const struct op_setsid* op);
bool op_undumpable(struct machine* m, const struct op_undumpable* op);
bool op_keyring(struct machine* m, const struct op_keyring* op);
bool op_chown_stdio(struct machine* m, const struct op_chown_stdio* op);
bool op_home(struct machine* m, const struct op_home* op);
bool op_chdir(struct machine* m, const struct op_chdir* op);
bool op_find_executable(struct machine* m, const struct op_find_executable* op);
bool op_umask(struct machine* m, const struct op_umask* op);
bool op_setgroups(struct machine* m, const struct op_setgroups* op);
bool op_setresgid(struct machine* m, const struct op_setresgid* op);
bool op_setresuid(struct machine* m, const struct op_setresuid* op);
bool op_drop_bounding(struct machine* m, const struct op_drop_bounding* op);
bool op_capset(struct machine* m, const struct op_capset* op);
bool op_no_new_privileges(struct machine* m, const struct op_no_new_privileges* op);
bool op_wait_for_start(struct machine* m, const struct op_wait_for_start* op);
bool op_execve(struct machine* m, const struct op_execve* op);

#endif
