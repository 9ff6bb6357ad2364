// Bytes and text: see text.h.
#include "text.h"

bool equal(const char* a, const char* b) {
  while (*a != 0 && *a == *b) a++, b++;
  return *a == *b;
}

bool starts_with(const char* text, const char* prefix) {
  while (*prefix != 0 && *text == *prefix) text++, prefix++;
  return *prefix == 0;
}

const char* find_char(const char* text, char c) {
  for (; *text != 0; text++) {
    if (*text == c) return text;
  }
  return NULL;
}

const char* find_last_char(const char* text, char c) {
  const char* last = NULL;
  for (; *text != 0; text++) {
    if (*text == c) last = text;
  }
  return last;
}

bool copy_text(char* out, size_t size, const char* text) {
  struct builder b = build(out, size);
  add(&b, text);
  return !b.cut;
}

struct builder build(char* out, size_t size) {
  if (size > 0) out[0] = 0;
  return (struct builder){.out = out, .size = size};
}

void add_char(struct builder* b, char c) {
  if (b->cut || b->length + 1 >= b->size) {
    b->cut = true;
    return;
  }
  b->out[b->length++] = c;
  b->out[b->length] = 0;
}

void add(struct builder* b, const char* text) {
  for (; *text != 0; text++) add_char(b, *text);
}

void add_bytes(struct builder* b, const char* bytes, size_t length) {
  for (size_t i = 0; i < length; i++) add_char(b, bytes[i]);
}

static void add_digits(struct builder* b, u64 number, u32 base, u32 digits) {
  char reversed[24];
  u32 count = 0;
  do {
    reversed[count++] = "0123456789abcdef"[number % base];
    number /= base;
  } while (number > 0);
  for (; digits > count; digits--) add_char(b, '0');
  while (count > 0) add_char(b, reversed[--count]);
}

void add_number(struct builder* b, u64 number) { add_digits(b, number, 10, 1); }

void add_padded(struct builder* b, u64 number, u32 digits) { add_digits(b, number, 10, digits); }

void add_hex(struct builder* b, u64 number, u32 digits) { add_digits(b, number, 16, digits); }

bool parse_number(const char* text, u64* out) {
  u64 number = 0;
  if (*text == 0) return false;
  for (; *text != 0; text++) {
    if (*text < '0' || *text > '9') return false;
    if (__builtin_mul_overflow(number, 10, &number)) return false;
    if (__builtin_add_overflow(number, (u64)(*text - '0'), &number)) return false;
  }
  *out = number;
  return true;
}

bool parse_hex(const char* text, u64* out) {
  u64 number = 0;
  const char* at = text;
  for (;; at++) {
    const u32 digit = *at >= '0' && *at <= '9'   ? (u32)(*at - '0')
                      : *at >= 'a' && *at <= 'f' ? (u32)(*at - 'a' + 10)
                                                 : 16;
    if (digit == 16) break;
    if (number >> 60 != 0) return false;
    number = number << 4 | digit;
  }
  *out = number;
  return at > text;
}

const char* fd_path(char out[FD_PATH_SIZE], int fd) {
  struct builder b = build(out, FD_PATH_SIZE);
  add(&b, "/proc/self/fd/");
  add_number(&b, (u64)fd);
  return out;
}
