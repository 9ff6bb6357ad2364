// The program's format, as runtime/plan/wire.ts lays it down. Offsets are from the program's start
// and were checked by decode() before anything else reads them.
#ifndef RUNTS_WIRE_H
#define RUNTS_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t i32;
typedef int64_t i64;

// Bytes, or a table of cells: where, and how long (how many).
struct cell {
  u32 offset;
  u32 length;
};

struct program_header {
  char magic[8];
  u32 version;
  u32 length;
  u32 preserve_fds;
  u32 flags;
  u32 op_count;
  u32 undo_count;
  u32 index_offset;
  u32 register_count;
  struct cell log_path;
  struct cell id;
  u32 failure_status;  // exit status of a failed program; 0: 1
  u32 reserved;
};

// What every record begins with.
struct op_head {
  u16 code;
  u8 track;
  u8 zero;
  u32 present;
  struct cell action;  // "mount \"/nope\" on \"/data\""
  struct cell where;   // "config.json /mounts/3, stage mounts"
  struct cell says;    // table of struct says
  struct cell undo;    // {first undo op in the index, count}
};

struct says {
  u32 error;
  u32 zero;
  struct cell text;
};

enum field_kind {
  FIELD_U32 = 1,
  FIELD_I32,
  FIELD_U64,
  FIELD_BOOL,
  FIELD_STR,
  FIELD_TEXT,
  FIELD_STRS,
  FIELD_TEXTS,
  FIELD_BYTES,
  FIELD_FLAGS,
  FIELD_ENUM,
  FIELD_AS,
  FIELD_FROM,
};

#define MAX_FIELDS 16
#define MAX_PRESERVE_FDS 65536

struct op_shape {
  u32 fields;
  u32 required;  // bits of the fields that must be there
  u8 kind[MAX_FIELDS];
  u32 limit[MAX_FIELDS];  // flags: all bits there are; enum: the largest number
};

struct errno_name {
  int number;
  const char* name;
  const char* text;
};

#endif
