#include "namespace_inode.h"

#include "sys.h"
#include "text.h"

// Those in which harm could be done to the host.
static const struct {
  u64 type;
  const char* name;
} kinds[NAMESPACE_KINDS] = {
    {CLONE_NEWNS, "mnt"},  {CLONE_NEWUTS, "uts"},   {CLONE_NEWNET, "net"},
    {CLONE_NEWIPC, "ipc"}, {CLONE_NEWUSER, "user"},
};

static u32 kind_of(u64 type) {
  u32 kind = 0;
  while (kind + 1 < NAMESPACE_KINDS && kinds[kind].type != type) kind++;
  return kind;
}

// 0 where it cannot be told.
static u64 namespace_inode(const struct machine* m, u32 kind) {
  char path[32];
  struct builder b = build(path, sizeof path);
  add(&b, "self/ns/");
  add(&b, kinds[kind].name);

  struct statx st;
  return sys_statx(m->proc, path, 0, STATX_INO, &st) < 0 ? 0 : st.stx_ino;
}

void record_namespaces(struct machine* m, u64 made) {
  if (m->namespaces_recorded) return;
  m->namespaces_recorded = true;
  for (u32 kind = 0; kind < NAMESPACE_KINDS; kind++) {
    if ((made & kinds[kind].type) == 0) m->runtime_namespaces[kind] = namespace_inode(m, kind);
  }
}

bool in_runtime_namespace(const struct machine* m, u64 type) {
  if ((m->namespaces_made & type) != 0) return false;
  const u32 kind = kind_of(type);
  const u64 recorded = m->runtime_namespaces[kind];
  if (recorded == 0) return true;
  const u64 inode = namespace_inode(m, kind);
  return inode == 0 || inode == recorded;
}

bool require_own_namespace(struct machine* m, u64 type) {
  if (!in_runtime_namespace(m, type)) return true;

  char detail[80];
  struct builder b = build(detail, sizeof detail);
  const u32 kind = kind_of(type);
  add(&b, namespace_inode(m, kind) != 0 ? "this is the runtime's own "
                                        : "/proc does not tell whether this is the runtime's own ");
  add(&b, kinds[kind].name);
  add(&b, " namespace");
  return fail_at(m, "", EPERM, detail);
}
