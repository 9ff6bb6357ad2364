// Texts with slots: what only the machine knows, filled in.
#include <linux/errno.h>

#include "process.h"
#include "text.h"

struct text_cursor text_begin(struct cell text) {
  return (struct text_cursor){.at = text.offset, .end = text.offset + text.length};
}

// Of the runtime track; read once. 0, as no process has it, where there is no /proc.
static u64 own_start_time(const struct machine* m) {
  static u64 ticks;
  if (ticks == 0) read_start_time(m->self, &ticks);
  return ticks;
}

bool text_next(const struct machine* m, struct text_cursor* c, const char** piece, size_t* length) {
  if (c->at >= c->end) return false;
  const char* from = (const char*)(m->program + c->at);
  if (*from != 1) {
    u32 n = 0;
    while (c->at + n < c->end && from[n] != 1) n++;
    *piece = from;
    *length = n;
    c->at += n;
    return true;
  }

  c->at += 2;
  struct builder b = build(c->slot, sizeof c->slot);
  switch (from[1]) {
    case SLOT_PID:
      if (m->pid < 0) add_char(&b, '-');  // no process yet: no number that is one
      add_number(&b, m->pid < 0 ? 1 : (u64)m->pid);
      break;
    case SLOT_START_TIME:
      add_number(&b, m->start_time);
      break;
    case SLOT_RUNTIME_PID:
      add_number(&b, (u64)m->self);
      break;
    case SLOT_RUNTIME_START_TIME:
      add_number(&b, own_start_time(m));
      break;
    default:
      add_char(&b, 1);
  }
  *piece = c->slot;
  *length = b.length;
  return true;
}

bool fill(struct machine* m, struct cell text, char* out, size_t size) {
  struct builder b = build(out, size);
  struct text_cursor c = text_begin(text);
  const char* piece;
  size_t length;
  while (text_next(m, &c, &piece, &length)) add_bytes(&b, piece, length);
  return b.cut ? fail(m, "", ENAMETOOLONG) : true;
}
