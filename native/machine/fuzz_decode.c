// The decoder's fuzz target. What decode() lets through is then read in every way in which the
// machine reads it, so that the sanitizers see what a check forgot.
//
//   make fuzz           libFuzzer (clang), from the corpus
//   machine-replay      the same target over files, and over every change of one of their bytes
#include "decode.h"
#include "output.h"
#include "process.h"
#include "text.h"

void* malloc(size_t size);
void free(void* at);

int LLVMFuzzerTestOneInput(const u8* data, size_t size);

// Keeps the compiler from dropping a read.
static volatile u64 sink;

// In place of process.c: a slot asks it, and the kernel is not what is tried here.
int read_start_time(i32 pid, u64* ticks) {
  *ticks = (u64)pid;
  return 0;
}

static void read_bytes(const u8* from, size_t length) {
  for (size_t i = 0; i < length; i++) sink += from[i];
}

static void read_text(const struct machine* m, struct cell text) {
  struct text_cursor c = text_begin(text);
  const char* piece;
  size_t length;
  while (text_next(m, &c, &piece, &length)) read_bytes((const u8*)piece, length);
}

static void read_vector(const struct machine* m, struct cell list, bool texts) {
  const char** vector = texts ? fill_vector(m, list) : make_vector(m, list, NULL);
  size_t size = (list.length + 2) * sizeof(char*);
  for (u32 i = 0; i < list.length; i++) {
    sink += strlen(vector[i]);
    if (texts) size += 10 * (size_t)cell_at(m, list, i).length + 1;
  }
  free_vector(vector, size);
}

static void read_field(const struct machine* m, enum field_kind kind, struct cell c) {
  const u64 number = (u64)c.length << 32 | c.offset;
  switch (kind) {
    case FIELD_STR:
      sink += strlen(text_of(m, c));
      break;
    case FIELD_TEXT:
      read_text(m, c);
      break;
    case FIELD_STRS:
    case FIELD_TEXTS:
      read_vector(m, c, kind == FIELD_TEXTS);
      break;
    case FIELD_BYTES:
      read_bytes(m->program + c.offset, c.length);
      break;
    case FIELD_AS:
    case FIELD_FROM:
      sink += (u64)m->registers[number];
      break;
    default:
      sink += number;
  }
}

static void read_op(struct machine* m, u32 position) {
  static char text[MAX_TEXT];
  const struct op_head* op = op_at(m, position);
  for (int error = 0; error <= ENOENT; error += ENOENT) {
    m->at = position;
    fail_at(m, "call", error, "detail");
    compose(m, text);
    sink += strlen(text);
  }
  const struct op_shape* shape = &op_shapes[op->code];
  for (u32 i = 0; i < shape->fields; i++) {
    if ((op->present >> i & 1) == 0) continue;
    read_field(m, (enum field_kind)shape->kind[i], ((const struct cell*)(const void*)(op + 1))[i]);
  }
  for (u32 i = 0; i < op->undo.length; i++) sink += op_at(m, op->undo.offset + i)->code;
}

int LLVMFuzzerTestOneInput(const u8* data, size_t size) {
  // A copy of this size exactly, aligned as a mapping is.
  u8* program = malloc(size > 0 ? size : 1);
  memcpy(program, data, size);
  if (decode(program, size) == NULL) {
    static struct machine machine;
    machine.program = program;
    machine.header = (const struct program_header*)(const void*)program;
    const u32 count = machine.header->op_count + machine.header->undo_count;
    for (u32 i = 0; i < count; i++) read_op(&machine, i);
    sink += strlen(text_of(&machine, machine.header->log_path));
    sink += strlen(text_of(&machine, machine.header->id));
  }
  free(program);
  return 0;
}
