// argv and envp of execve(2).
#include "process.h"
#include "text.h"

static bool has_slot(const char* text) { return find_char(text, 1) != NULL; }

const char** make_vector(const struct machine* m, struct cell list, const char* extra) {
  // A slot is two bytes and becomes at most twenty.
  size_t size = (list.length + 2) * sizeof(char*);
  for (u32 i = 0; i < list.length; i++) {
    if (has_slot(text_at(m, list, i))) size += 10 * (size_t)cell_at(m, list, i).length + 1;
  }
  const char** vector = sys_mmap(size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
  if (mmap_error(vector) < 0) return NULL;

  char* filled = (char*)(vector + list.length + 2);
  u32 count = 0;
  for (; count < list.length; count++) {
    vector[count] = text_at(m, list, count);
    if (!has_slot(vector[count])) continue;
    vector[count] = filled;
    struct text_cursor c = text_begin(cell_at(m, list, count));
    const char* piece;
    size_t length;
    while (text_next(m, &c, &piece, &length)) {
      memcpy(filled, piece, length);
      filled += length;
    }
    *filled++ = 0;
  }
  if (extra != NULL) vector[count] = extra;
  return vector;
}
