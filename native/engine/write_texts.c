// The texts of a program: some hundred, half of which are there already. A map in JavaScript and a
// call a text were a third of a plan.

#include "write_texts.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

// A text that is the first of its kind.
struct text {
  const char* string;
  size_t size;  // as a string of XS's
  uint32_t offset;
  uint32_t length;  // in UTF-8
};

// Open addressing; fewer than half of the places are taken.
struct table {
  struct text* places;
  size_t mask;
};

static struct text* place_of(const struct table* table, const char* string, size_t size) {
  uint64_t hash = size;
  for (size_t i = 0; i < size; i++) hash = hash * 31 + (unsigned char)string[i];
  // The multiplier of Fibonacci hashing brings all bits to bear on the upper ones.
  for (size_t at = (hash * 0x9e3779b97f4a7c15u) >> 32;; at++) {
    struct text* const text = &table->places[at & table->mask];
    if (text->string == NULL) return text;
    if (text->size == size && memcmp(text->string, string, size) == 0) return text;
  }
}

// The string at this index of the array, or NULL for what is none.
static const char* string_at(txMachine* the, txIndex index) {
  mxPushSlot(mxArgv(0));
  mxGetIndex(index);
  const txSlot* const slot = the->stack;
  const bool is = slot->kind == XS_STRING_KIND || slot->kind == XS_STRING_X_KIND;
  const char* const string = is ? slot->value.string : NULL;
  mxPop();
  return string;
}

static uint32_t word_at(txMachine* the, txIndex index) {
  mxPushSlot(mxArgv(0));
  mxGetIndex(index);
  const uint32_t word = fxToUnsigned(the, the->stack);
  mxPop();
  return word;
}

// Whether a string may have surrogates in it: but for NUL, all else is UTF-8 as it is.
static bool may_differ(const char* string, size_t size) {
  return memchr(string, 0xed, size) != NULL;
}

static void write_text(const struct text* text, unsigned char* bytes) {
  char* const to = (char*)bytes + text->offset;
  if (may_differ(text->string, text->size)) {
    write_utf8(text->string, to);
  } else {
    memcpy(to, text->string, text->size);
  }
  to[text->length] = '\0';
}

// Finds each text a place; returns where the last one ends, or -1 where one contains NUL.
static int64_t place_texts(txMachine* the, txIndex count, const struct table* table, uint32_t at) {
  uint64_t end = at;
  for (txIndex i = 1; i < count; i += 2) {
    const char* const string = string_at(the, i);
    if (string == NULL) mxTypeError("no text");
    const size_t size = strlen(string);
    struct text* const text = place_of(table, string, size);
    if (text->string != NULL) continue;
    // XS's NUL.
    if (memchr(string, 0xc0, size) != NULL) return -1;
    const size_t length = may_differ(string, size) ? utf8_length(string) : size;
    *text = (struct text){string, size, (uint32_t)end, (uint32_t)length};
    end += length + 1;
    if (end > INT32_MAX) fxAbort(the, XS_NOT_ENOUGH_MEMORY_EXIT);
  }
  return (int64_t)end;
}

void host_write_texts(txMachine* the) {
  void* buffer;
  txUnsigned size;
  _xsmcGetBuffer(the, mxArgv(1), &buffer, &size, 1);
  unsigned char* const bytes = buffer;
  mxPushSlot(mxArgv(0));
  mxGetID(mxID(_length));
  const txIndex count = fxToUnsigned(the, the->stack);
  mxPop();

  struct table table = {.mask = 63};
  while (table.mask < count) table.mask = 2 * table.mask + 1;
  table.places = calloc(table.mask + 1, sizeof *table.places);
  if (table.places == NULL) fxAbort(the, XS_NOT_ENOUGH_MEMORY_EXIT);

  const int64_t end = place_texts(the, count, &table, fxToUnsigned(the, mxArgv(2)));
  if (end >= 0 && end <= size) {
    for (txIndex i = 1; i < count; i += 2) {
      const char* const string = string_at(the, i);
      const struct text* const text = place_of(&table, string, strlen(string));
      if (text->string == string) write_text(text, bytes);
      const uint64_t cell = 4 * (uint64_t)word_at(the, i - 1);
      if (cell + 8 > size) mxRangeError("no cell");
      memcpy(bytes + cell, &text->offset, 8);
    }
  }
  free(table.places);
  mxResult->kind = XS_INTEGER_KIND;
  mxResult->value.integer = (txInteger)end;
}
