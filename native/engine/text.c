#include "text.h"

#include "xsAll.h"

void push_text(txMachine* the, const char* utf8, size_t length) {
  // Beyond U+FFFF four bytes become six, NUL becomes two.
  size_t more = 0;
  for (size_t i = 0; i < length; i++) {
    const unsigned char byte = (unsigned char)utf8[i];
    if (byte >= 0xf0) more += 2;
    if (byte == 0) more += 1;
  }
  mxPushUndefined();
  char* to = fxNewChunk(the, (txSize)(length + more + 1));
  the->stack->value.string = to;
  the->stack->kind = XS_STRING_KIND;
  if (more == 0) {
    memcpy(to, utf8, length);
    to[length] = '\0';
    return;
  }
  for (size_t i = 0; i < length;) {
    const unsigned char byte = (unsigned char)utf8[i];
    if (byte == 0) {
      *to++ = (char)0xc0;
      *to++ = (char)0x80;
      i++;
    } else if (byte >= 0xf0) {
      const unsigned code = ((byte & 0x07u) << 18 | (utf8[i + 1] & 0x3fu) << 12 |
                             (utf8[i + 2] & 0x3fu) << 6 | (utf8[i + 3] & 0x3fu)) -
                            0x10000u;
      const unsigned units[] = {0xd800u + (code >> 10), 0xdc00u + (code & 0x3ffu)};
      for (int k = 0; k < 2; k++) {
        *to++ = (char)0xed;
        *to++ = (char)(0x80 | ((units[k] >> 6) & 0x3f));
        *to++ = (char)(0x80 | (units[k] & 0x3f));
      }
      i += 4;
    } else {
      *to++ = (char)byte;
      i++;
    }
  }
  *to = '\0';
}

// The UTF-16 unit of a surrogate at `at`, or 0.
static unsigned surrogate(const unsigned char* at) {
  if (at[0] != 0xed || at[1] < 0xa0) return 0;
  return 0xd000u | (at[1] & 0x3fu) << 6 | (at[2] & 0x3fu);
}

static bool is_pair(const unsigned char* at) {
  const unsigned high = surrogate(at);
  if (high == 0 || high >= 0xdc00) return false;
  return surrogate(at + 3) >= 0xdc00;
}

size_t utf8_length(const char* string) {
  size_t length = 0;
  for (const unsigned char* at = (const unsigned char*)string; *at != 0;) {
    if (*at == 0xc0) {
      length += 1;
      at += 2;
    } else if (is_pair(at)) {
      length += 4;
      at += 6;
    } else {
      length++;
      at++;
    }
  }
  return length;
}

void write_utf8(const char* string, char* utf8) {
  for (const unsigned char* at = (const unsigned char*)string; *at != 0;) {
    if (*at == 0xc0) {
      *utf8++ = '\0';
      at += 2;
    } else if (is_pair(at)) {
      const unsigned code =
          0x10000u + ((surrogate(at) - 0xd800u) << 10) + (surrogate(at + 3) - 0xdc00u);
      *utf8++ = (char)(0xf0 | (code >> 18));
      *utf8++ = (char)(0x80 | ((code >> 12) & 0x3f));
      *utf8++ = (char)(0x80 | ((code >> 6) & 0x3f));
      *utf8++ = (char)(0x80 | (code & 0x3f));
      at += 6;
    } else if (surrogate(at) != 0) {
      memcpy(utf8, "\xef\xbf\xbd", 3);
      utf8 += 3;
      at += 3;
    } else {
      *utf8++ = (char)*at++;
    }
  }
}
