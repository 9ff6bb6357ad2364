// After a failure: see undo.h.
#include "undo.h"

#include "descriptor.h"
#include "output.h"
#include "process.h"
#include "sys.h"
#include "tracks.h"

void undo_and_exit(struct machine* m) {
  static char text[MAX_TEXT];
  const u32 failed = m->failure.op < m->header->op_count ? m->failure.op : m->header->op_count;
  // What failed may be that there are no more descriptors, and what follows takes some.
  m->at = m->header->op_count - 1;
  close_unused_registers(m, 1u << TRACK_RUNTIME);
  close_discarded();

  compose(m, text);
  report(m, text);
  m->told = NULL;

  // Another signal is not to end it halfway.
  close_fd(m->signals);
  m->signals = -1;

  // Whatever they have made is theirs no more, and nothing they hold is busy.
  struct child_info end;
  reap(&m->setup_pidfd, 0, &end);
  reap(&m->pidfd, 0, &end);

  for (u32 i = failed; i-- > 0;) {
    const struct cell undo = op_at(m, i)->undo;
    for (u32 k = 0; k < undo.length; k++) {
      m->at = undo.offset + k;
      if (run_op(m, op_at(m, m->at))) continue;
      compose(m, text);
      warn(m, text);
    }
  }
  sys_exit(m->header->failure_status != 0 ? (int)m->header->failure_status : 1);
}
