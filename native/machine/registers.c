// Registers: descriptors that one op names and later ones use.
#include "descriptor.h"
#include "tracks.h"

void close_unused_registers(struct machine* m, u32 tracks) {
  u8 used[MAX_REGISTERS / 8] = {0};
  const u32 count = m->header->op_count + m->header->undo_count;
  for (u32 i = m->at + 1; i < count; i++) {
    const struct op_head* op = op_at(m, i);
    if ((tracks >> op->track & 1) == 0) continue;
    const struct op_shape* shape = &op_shapes[op->code];
    const u64* fields = (const u64*)(const void*)(op + 1);
    for (u32 f = 0; f < shape->fields; f++) {
      if (shape->kind[f] == FIELD_FROM && (op->present >> f & 1) != 0) {
        used[fields[f] / 8] |= (u8)(1u << fields[f] % 8);
      }
    }
  }
  for (u32 r = 0; r < m->header->register_count; r++) {
    if ((used[r / 8] >> r % 8 & 1) == 0) close_register(m, r);
  }
}
