// open_tree(2): detached copies of mounts.
#include "descriptor.h"
#include "mounts.h"

int clone_tree(int dir, const char* path, u32 flags) {
  return sys_open_tree(dir, path, OPEN_TREE_CLONE | flags);
}

bool op_open_tree(struct machine* m, const struct op_open_tree* op) {
  const u32 recursive = op->recursive ? AT_RECURSIVE : 0;
  const u32 nofollow = op->nofollow ? AT_SYMLINK_NOFOLLOW : 0;
  const int tree = keep(m, clone_tree(AT_FDCWD, text_of(m, op->source), recursive | nofollow));
  if (tree < 0) return fail(m, "open_tree", -tree);

  const int error = change_propagation(tree, recursive, op->propagation);
  if (error < 0) {
    discard(tree);
    return fail(m, "mount_setattr", -error);
  }
  m->registers[op->as] = tree;
  return true;
}
