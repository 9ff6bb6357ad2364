// Bytes and text, without libc: the four functions that the compiler itself calls, and a bounded
// writer.
#ifndef RUNTS_TEXT_H
#define RUNTS_TEXT_H

#include "wire.h"

void* memcpy(void* restrict to, const void* restrict from, size_t size);
void* memmove(void* to, const void* from, size_t size);
void* memset(void* to, int value, size_t size);
int memcmp(const void* a, const void* b, size_t size);
size_t strlen(const char* text);

bool equal(const char* a, const char* b);
bool starts_with(const char* text, const char* prefix);
// The first (last) place of c in text, or NULL.
const char* find_char(const char* text, char c);
const char* find_last_char(const char* text, char c);

// Copies with a NUL; false if it had to be cut.
bool copy_text(char* out, size_t size, const char* text);

// A text under construction in a caller's buffer, always NUL-terminated. What does not fit is
// dropped, `cut` tells.
struct builder {
  char* out;
  size_t size;
  size_t length;
  bool cut;
};

struct builder build(char* out, size_t size);
void add_char(struct builder* b, char c);
void add(struct builder* b, const char* text);
void add_bytes(struct builder* b, const char* bytes, size_t length);
void add_number(struct builder* b, u64 number);
// At least `digits` digits, zeros in front.
void add_padded(struct builder* b, u64 number, u32 digits);
void add_hex(struct builder* b, u64 number, u32 digits);

// A whole decimal number; false where text is not one or it overflows.
bool parse_number(const char* text, u64* out);
// A hexadecimal one, up to what is no digit; false where there is none or it overflows.
bool parse_hex(const char* text, u64* out);

// "/proc/self/fd/N": room for it, and writing it.
#define FD_PATH_SIZE 32
const char* fd_path(char out[FD_PATH_SIZE], int fd);

#endif
