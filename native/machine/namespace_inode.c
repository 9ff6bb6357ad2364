#include "namespace_inode.h"

#include "sys.h"
#include "text.h"

u64 namespace_inode(const struct machine* m, const char* kind) {
  char path[32];
  struct builder b = build(path, sizeof path);
  add(&b, "self/ns/");
  add(&b, kind);

  struct statx st;
  return sys_statx(m->proc, path, 0, STATX_INO, &st) < 0 ? 0 : st.stx_ino;
}

bool in_runtime_namespace(const struct machine* m, const char* kind, u64 recorded) {
  const u64 inode = namespace_inode(m, kind);
  return inode == 0 || recorded == 0 || inode == recorded;
}

bool require_own_namespace(struct machine* m, const char* kind, u64 recorded) {
  if (!in_runtime_namespace(m, kind, recorded)) return true;

  char detail[80];
  struct builder b = build(detail, sizeof detail);
  const bool known = recorded != 0 && namespace_inode(m, kind) != 0;
  add(&b, known ? "this is the runtime's own "
                : "/proc does not tell whether this is the runtime's own ");
  add(&b, kind);
  add(&b, " namespace");
  return fail_at(m, "", EPERM, detail);
}
