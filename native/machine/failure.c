// A failure: kept by the op that met it, told by the runtime track (or the waiting init, to whoever
// starts it).
#include "errno.gen.h"
#include "output.h"
#include "sys.h"
#include "text.h"

// An action may quote all of config.json; where and why must still be readable after it.
#define MAX_ACTION 2048

bool fail_at(struct machine* m, const char* call, int error, const char* detail) {
  m->failure = (struct failure){.op = m->at, .error = error};
  copy_text(m->failure.call, sizeof m->failure.call, call);
  copy_text(m->failure.detail, sizeof m->failure.detail, detail);
  return false;
}

bool fail(struct machine* m, const char* call, int error) { return fail_at(m, call, error, ""); }

static void add_errno(struct builder* b, int error) {
  for (size_t i = 0; i < sizeof errno_names / sizeof errno_names[0]; i++) {
    if (errno_names[i].number != error) continue;
    add(b, errno_names[i].name);
    add(b, ": ");
    add(b, errno_names[i].text);
    return;
  }
  add(b, "errno ");
  add_number(b, (u64)error);
}

// The text that the program wants in place of ours for this errno.
static const char* said(const struct machine* m, const struct op_head* op, int error) {
  const struct says* says = (const struct says*)(const void*)(m->program + op->says.offset);
  for (u32 i = 0; i < op->says.length; i++) {
    if (error != 0 && says[i].error == (u32)error) return text_of(m, says[i].text);
  }
  return NULL;
}

void compose(const struct machine* m, char out[MAX_TEXT]) {
  const struct failure* failure = &m->failure;
  struct builder b = build(out, MAX_TEXT);
  if (m->told != NULL) {
    add(&b, m->told);
    return;
  }
  if (failure->op >= m->header->op_count + m->header->undo_count) {
    add(&b, failure->detail);  // between the last op and the end
    return;
  }
  const struct op_head* op = op_at(m, failure->op);
  if (op->code == OP_FAIL) {
    add(&b, text_of(m, ((const struct op_fail*)(const void*)op)->text));
    return;
  }

  const char* text = said(m, op, failure->error);
  if (text != NULL) {
    add(&b, text);
  } else {
    add(&b, "cannot ");
    add_bytes(&b, text_of(m, op->action),
              op->action.length < MAX_ACTION ? op->action.length : MAX_ACTION);
    if (op->action.length > MAX_ACTION) add(&b, "...");
    if (failure->detail[0] != 0) {
      add(&b, ": ");
      add(&b, failure->detail);
    }
    if (failure->error != 0) {
      add(&b, ": ");
      add_errno(&b, failure->error);
    }
  }
  add(&b, " (");
  add(&b, text_of(m, op->where));
  if (text == NULL && failure->call[0] != 0) {
    add(&b, ", call ");
    add(&b, failure->call);
  }
  add(&b, ")");
}

bool op_fail(struct machine* m, const struct op_fail* op) {
  (void)op;
  return fail(m, "", 0);  // compose() finds the text
}
