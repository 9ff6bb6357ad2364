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
