// The machine: the interpreter of programs. One process a track; each walks the same ops and
// carries out its own.
//
// Whose turn it is follows from the program alone: where two neighbouring ops are on different
// tracks, the first one's process sends the baton to the second's and waits for it to come back (or
// for an error, or for end-of-file, which is the peer's death). So exactly one track runs at a
// time, and the order of the program is the order of what happens.
//
//   runtime ── go ──▶ container        {MESSAGE_GO, op}
//   runtime ◀── go ── container
//   runtime ◀── failed ── container    {MESSAGE_FAILED, op, errno, call, path}; the runtime track
//   prints it,
//                                       undoes what is done in reverse order, exits 1
//   runtime ◀── pid, pidfd ── setup    {MESSAGE_PID}, once, from cloneInit on the setup track
#ifndef RUNTS_MACHINE_H
#define RUNTS_MACHINE_H

#include "op.gen.h"

#define MAX_DETAIL 512
#define NAMESPACE_KINDS 5

// What went wrong, where: travels from any track to the runtime track.
struct failure {
  u32 op;                   // position in the program's index
  i32 error;                // errno, positive; 0: detail says it all
  char call[24];            // the system call that refused, e.g. "move_mount"; empty if none did
  char detail[MAX_DETAIL];  // more than the op's own words can say: a path as resolved, a hook's
                            // exit status
};

struct progress {
  u32 at[TRACK_COUNT];
};

struct machine {
  const u8* program;
  const struct program_header* header;
  enum track track;  // which one this process is
  i32 self;          // its pid, as it sees itself
  u32 at;            // the op being carried out
  struct failure failure;
  const char*
      told;  // a whole error text from a waiting init, in place of one composed from failure

  int registers[MAX_REGISTERS];  // descriptors by register, -1: none

  // Slots: the init process as the runtime namespace sees it.
  i32 pid;
  int pidfd;
  u64 start_time;
  int exit_status;  // of init, once it was waited for: 0-255, 128+n for signal n; -1 before

  // Channels: seqpacket sockets between the runtime track and the others, -1 where there is none.
  int to_setup, to_container, to_runtime;
  i32 setup_pid;
  int setup_pidfd;
  struct progress*
      progress;    // shared memory: the op each track is at, so that a death can be located
  bool executing;  // runtime: the container track said that execve is next
  int start_peer;  // container: the accepted `start`, takes errors from then on

  // The container's file system.
  int root;     // the rootfs, O_PATH; -1 before `rootfs`
  bool on_top;  // it lies on top of /
  int proc;     // procfs of the runtime namespace, checked, opened before any op; -1 where /proc is
                // none
  int dev_null;  // /dev/null of the runtime namespace, checked to be 1:3: a detached clone made by
                 // `rootfs`, then the first mask it was attached as; -1 before
  bool null_attached;
  int mask;  // the shared empty tmpfs for masked directories: the first one it was attached as; -1
             // until used
  int parent;  // the directory that the last op made something in, -1: none
  u32 parent_op;
  bool in_root;  // the working directory is the root that was pivoted into
  bool astray;   // it is where the last mount was made
  bool undumpable;
  bool covered;  // a mount of the config lies on it
  bool pivoted;
  bool unshared_mounts;  // no mount of the runtime namespace that we see has peers: what happens
                         // here stays here

  // Which namespaces are not those the runtime was started in, where what harms the host is
  // refused: see namespace_inode.h.
  u64 namespaces_made;  // CLONE_NEW* of those that this process or its clone made itself
  bool namespaces_recorded;
  u64 runtime_namespaces[NAMESPACE_KINDS];  // inodes of the runtime's, 0: not known

  // What the engine gave, restored before every exec.
  u64 signal_mask;
  u32 umask;            // the machine's own is 0: the mode that a plan says is what is made
  u64 ignored_signals;  // bit n-1: signal n was SIG_IGN at start
  u32 owner;            // effective uid of who listens for `start`
  u64 descriptors_soft, descriptors_hard;  // RLIMIT_NOFILE; 0: not known

  int missing;  // the first of the descriptors to be preserved that was not open at start; -1: none
  int lock;     // the container's lock; closed by every child first
  int signals;  // runtime: signalfd of those that interrupt it between ops, -1 elsewhere

  char executable[4096];  // from findExecutable
  char home[4096];        // "HOME=…" from home, empty: not asked for
};

int machine_main(int argc, const char* const* argv);

// The record at this position of the index: the plan's ops first, then the undo ops.
static inline const struct op_head* op_at(const struct machine* m, u32 i) {
  const u32* index = (const u32*)(const void*)(m->program + m->header->index_offset);
  return (const struct op_head*)(const void*)(m->program + index[i]);
}

// The op's text fields, NUL-terminated, by offset: valid as long as the program.
static inline const char* text_of(const struct machine* m, struct cell c) {
  return (const char*)(m->program + c.offset);
}

// The i-th text of a strs field.
static inline const char* text_at(const struct machine* m, struct cell list, u32 i) {
  const struct cell* cells = (const struct cell*)(const void*)(m->program + list.offset);
  return text_of(m, cells[i]);
}

static inline struct cell cell_at(const struct machine* m, struct cell list, u32 i) {
  const struct cell* cells = (const struct cell*)(const void*)(m->program + list.offset);
  return cells[i];
}

// A `text` bit by bit, for those that fit no buffer: literal pieces and filled slots, until it
// returns false.
struct text_cursor {
  u32 at, end;
  char slot[24];
};
struct text_cursor text_begin(struct cell text);
bool text_next(const struct machine* m, struct text_cursor* c, const char** piece, size_t* length);

// A `text` with its slots filled into `out`; false (failure set) if it does not fit.
bool fill(struct machine* m, struct cell text, char* out, size_t size);

// Sets m->failure for the current op and returns false: `return fail(m, "open_tree", -r);`. error
// is positive.
bool fail(struct machine* m, const char* call, int error);
// The same with more to say than the op's own words (kept up to MAX_DETAIL).
bool fail_at(struct machine* m, const char* call, int error, const char* detail);

// Opens m->proc; it stays -1 where /proc is no procfs.
void open_proc(struct machine* m);

// What went well enough: a record in the log, shown only under --debug.
void warn(struct machine* m, const char* text);

// Every op: false with m->failure set, or true. op_* take the record as its generated struct.
bool run_op(struct machine* m, const struct op_head* op);

#endif
