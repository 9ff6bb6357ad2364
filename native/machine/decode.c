// The decoder: wire.ts from the machine's side. The program comes from the planner, but a machine
// that runs as root does not build on that (CVE-2021-43784 was a length that nobody checked).
#include "decode.h"

#include "op.gen.h"
#include "text.h"

struct decoder {
  const u8* program;
  const struct program_header* header;
  size_t size;
};

// Whether `count` things of `each` bytes at `offset` lie inside the program, past the header.
static bool inside(const struct decoder* d, u64 offset, u64 count, u64 each) {
  return offset >= HEADER_SIZE && offset <= d->size && count <= (d->size - offset) / each;
}

static const struct cell* cells_at(const struct decoder* d, u64 offset) {
  return (const struct cell*)(const void*)(d->program + offset);
}

// A string: its bytes, none of them NUL, and a NUL.
static bool sound_string(const struct decoder* d, struct cell c) {
  if (!inside(d, c.offset, (u64)c.length + 1, 1)) return false;
  const u8* text = d->program + c.offset;
  for (u32 i = 0; i < c.length; i++) {
    if (text[i] == 0) return false;
  }
  return text[c.length] == 0;
}

// A text: a string in which 0x01 is followed by 0x01 or a slot's number.
static bool sound_text(const struct decoder* d, struct cell c) {
  if (!sound_string(d, c)) return false;
  const u8* text = d->program + c.offset;
  for (u32 i = 0; i < c.length; i++) {
    if (text[i] != 1) continue;
    const u8 slot = text[++i];  // the NUL at the end is none
    if (slot != 1 && (slot < SLOT_PID || slot > SLOT_RUNTIME_START_TIME)) return false;
  }
  return true;
}

static bool sound_table(const struct decoder* d, struct cell table, size_t each) {
  return table.offset % 8 == 0 && inside(d, table.offset, table.length, each);
}

static bool sound_list(const struct decoder* d, struct cell list,
                       bool (*sound)(const struct decoder*, struct cell)) {
  if (!sound_table(d, list, sizeof(struct cell))) return false;
  for (u32 i = 0; i < list.length; i++) {
    if (!sound(d, cells_at(d, list.offset)[i])) return false;
  }
  return true;
}

static bool sound_field(const struct decoder* d, enum field_kind kind, u32 limit, struct cell c) {
  const u64 number = (u64)c.length << 32 | c.offset;
  switch (kind) {
    case FIELD_U32:
      return number <= UINT32_MAX;
    case FIELD_I32:
      return (i64)number >= INT32_MIN && (i64)number <= INT32_MAX;
    case FIELD_U64:
      return true;
    case FIELD_BOOL:
      return number <= 1;
    case FIELD_STR:
      return sound_string(d, c);
    case FIELD_TEXT:
      return sound_text(d, c);
    case FIELD_STRS:
      return sound_list(d, c, sound_string);
    case FIELD_TEXTS:
      return sound_list(d, c, sound_text);
    case FIELD_BYTES:
      return sound_table(d, c, 1);
    case FIELD_FLAGS:
      return (number & ~(u64)limit) == 0;
    case FIELD_ENUM:
      return number <= limit;
    case FIELD_AS:
    case FIELD_FROM:
      return number < d->header->register_count;
  }
  return false;
}

static bool sound_says(const struct decoder* d, struct cell table) {
  if (table.length == 0) return true;
  if (!sound_table(d, table, sizeof(struct says))) return false;
  const struct says* says = (const struct says*)(const void*)(d->program + table.offset);
  for (u32 i = 0; i < table.length; i++) {
    if (says[i].zero != 0 || !sound_string(d, says[i].text)) return false;
  }
  return true;
}

// An op of the plan may name a range of the undo ops, an undo op none.
static bool sound_undo(const struct decoder* d, u32 position, struct cell range) {
  const u64 first = d->header->op_count, end = first + d->header->undo_count;
  if (range.length == 0) return true;
  return position < first && range.offset >= first && (u64)range.offset + range.length <= end;
}

static const char* wrong_record(const struct decoder* d, u32 position, u32 offset) {
  if (offset % 8 != 0 || !inside(d, offset, 1, RECORD_SIZE)) return "a record lies outside of it";
  const struct op_head* op = (const struct op_head*)(const void*)(d->program + offset);
  if (op->code == 0 || op->code > OP_COUNT) return "an op has an unknown code";
  if (op->track >= TRACK_COUNT || op->zero != 0) return "an op has an unknown track";
  if (position >= d->header->op_count && op->track != TRACK_RUNTIME) {
    return "an undo op is not on the runtime track";
  }

  const struct op_shape* shape = &op_shapes[op->code];
  if (!inside(d, (u64)offset + RECORD_SIZE, shape->fields, 8)) return "a record is cut off";
  if ((op->present & shape->required) != shape->required) return "an op lacks a field";
  if ((u64)op->present >> shape->fields != 0) return "an op has too many fields";
  if (!sound_string(d, op->action)) return "an op's action is broken";
  if (!sound_string(d, op->where)) return "an op's origin is broken";
  if (!sound_says(d, op->says)) return "an op's error texts are broken";
  if (!sound_undo(d, position, op->undo)) return "an op's undo is broken";

  const struct cell* fields = cells_at(d, (u64)offset + RECORD_SIZE);
  for (u32 i = 0; i < shape->fields; i++) {
    // An absent field is zero, so that no op can mistake it for a value.
    const bool sound = (op->present >> i & 1) != 0 ? sound_field(d, (enum field_kind)shape->kind[i],
                                                                 shape->limit[i], fields[i])
                                                   : fields[i].offset == 0 && fields[i].length == 0;
    if (!sound) return "an op's field is broken";
  }
  return NULL;
}

static const char* wrong_header(const struct decoder* d) {
  const struct program_header* header = d->header;
  if (memcmp(header->magic, PROGRAM_MAGIC, sizeof header->magic) != 0) return "it is no program";
  if (header->version != PROGRAM_VERSION) return "it has another version";
  if (header->length != d->size) return "it has another length than it says";
  if (header->preserve_fds > MAX_PRESERVE_FDS) return "it preserves too many descriptors";
  if ((header->flags & ~(HEADER_DEBUG | HEADER_LOG_JSON)) != 0) return "it has an unknown flag";
  if (header->register_count > MAX_REGISTERS) return "it names too many results";
  if (header->failure_status > 255 || header->reserved != 0)
    return "it has an unknown header field";
  if (!sound_string(d, header->log_path)) return "its log path is broken";
  if (!sound_string(d, header->id)) return "its container id is broken";
  const u64 records = (u64)header->op_count + header->undo_count;
  if (header->index_offset % 4 != 0 || !inside(d, header->index_offset, records, 4)) {
    return "its index lies outside of it";
  }
  return NULL;
}

// The processes: each of setup and init is started at most once, from the right track, before its
// ops; the two hand over to the runtime track only.
static const char* wrong_order(const struct decoder* d, const u32* index) {
  bool setup = false, init = false;
  u32 previous = TRACK_RUNTIME;
  for (u32 i = 0; i < d->header->op_count; i++) {
    const struct op_head* op = (const struct op_head*)(const void*)(d->program + index[i]);
    if (op->track == TRACK_SETUP && !setup) return "it uses the setup track before it starts";
    if (op->track == TRACK_CONTAINER && !init)
      return "it uses the container track before it starts";
    if (op->track != previous && op->track != TRACK_RUNTIME && previous != TRACK_RUNTIME) {
      return "it hands over between setup and container";
    }
    if (op->code == OP_CLONE_SETUP) {
      if (setup || init || op->track != TRACK_RUNTIME) return "it starts the setup track twice";
      setup = true;
    }
    if (op->code == OP_CLONE_INIT) {
      if (init || op->track == TRACK_CONTAINER) return "it starts the container track twice";
      init = true;
    }
    previous = op->track;
  }
  for (u32 i = 0; i < d->header->undo_count; i++) {
    const u32 offset = index[d->header->op_count + i];
    const u16 code = ((const struct op_head*)(const void*)(d->program + offset))->code;
    if (code == OP_CLONE_SETUP || code == OP_CLONE_INIT) return "an undo op starts a process";
  }
  return NULL;
}

const char* decode(const u8* program, size_t size) {
  if (size < HEADER_SIZE || size > UINT32_MAX) return "it is too short or too long";
  const struct decoder d = {
      .program = program,
      .header = (const struct program_header*)(const void*)program,
      .size = size,
  };
  const char* wrong = wrong_header(&d);
  if (wrong != NULL) return wrong;

  const u32* index = (const u32*)(const void*)(program + d.header->index_offset);
  for (u32 i = 0; i < d.header->op_count + d.header->undo_count; i++) {
    wrong = wrong_record(&d, i, index[i]);
    if (wrong != NULL) return wrong;
  }
  return wrong_order(&d, index);
}
