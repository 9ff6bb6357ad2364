// argv and envp of execve(2).
#include "process.h"
#include "text.h"

// Most programs have few arguments and variables.
#define FEW 256
static const char* few[FEW];
static size_t few_used;

// Room for the pointers, `extra` and NULL among them, and for `bytes` behind them.
static const char** make_room(struct cell list, size_t bytes) {
  const size_t size = (list.length + 2) * sizeof(char*) + bytes;
  const size_t words = (size + sizeof(char*) - 1) / sizeof(char*);
  if (words <= FEW - few_used) {
    few_used += words;
    return few + few_used - words;
  }
  const char** vector = sys_mmap(size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
  return mmap_error(vector) < 0 ? NULL : vector;
}

const char** make_vector(const struct machine* m, struct cell list, const char* extra) {
  const char** vector = make_room(list, 0);
  if (vector == NULL) return NULL;
  for (u32 i = 0; i < list.length; i++) vector[i] = text_at(m, list, i);
  vector[list.length] = extra;
  return vector;
}

const char** fill_vector(const struct machine* m, struct cell list) {
  // A slot is two bytes and becomes at most twenty.
  size_t size = 0;
  for (u32 i = 0; i < list.length; i++) size += 10 * (size_t)cell_at(m, list, i).length + 1;
  const char** vector = make_room(list, size);
  if (vector == NULL) return NULL;

  char* filled = (char*)(vector + list.length + 2);
  for (u32 i = 0; i < list.length; i++) {
    vector[i] = filled;
    struct text_cursor c = text_begin(cell_at(m, list, i));
    const char* piece;
    size_t length;
    while (text_next(m, &c, &piece, &length)) {
      memcpy(filled, piece, length);
      filled += length;
    }
    *filled++ = 0;
  }
  return vector;
}

void free_vector(const char** vector, size_t size) {
  if (vector >= few && vector < few + FEW) {
    few_used = 0;
  } else {
    sys_munmap(vector, size);
  }
}
