// UTF-8: what of some bytes it is. Unicode 15, table 3-7; the replacement of what it is not, as
// Unicode 3.9 recommends and WHATWG demands.

#include <stdlib.h>
#include <string.h>

#include "host.h"

typedef unsigned char byte;

static bool between(byte value, byte least, byte most) { return value >= least && value <= most; }

// How many bytes at `at` can begin a character, at least one; `whole` says whether they are one.
static size_t sequence(const byte* at, size_t left, bool* whole) {
  const byte first = at[0];
  *whole = first < 0x80;
  if (first < 0xc2 || first > 0xf4) return 1;
  const size_t length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;

  // The second byte's narrower ranges keep out overlong forms, surrogates and what is beyond
  // U+10FFFF.
  const byte least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  const byte most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  if (left < 2 || !between(at[1], least, most)) return 1;
  for (size_t i = 2; i < length; i++) {
    if (left <= i || !between(at[i], 0x80, 0xbf)) return i;
  }
  *whole = true;
  return length;
}

// How many bytes are ASCII, eight at a time: nearly all that a runtime ever reads.
static size_t plain(const byte* at, size_t left) {
  size_t count = 0;
  for (uint64_t eight; left - count >= sizeof eight; count += sizeof eight) {
    memcpy(&eight, at + count, sizeof eight);
    if ((eight & 0x8080808080808080u) != 0) break;
  }
  return count;
}

size_t host_utf8_error(const char* bytes, size_t length) {
  const byte* const at = (const byte*)bytes;
  for (size_t i = plain(at, length); i < length; i += plain(at + i, length - i)) {
    bool whole;
    const size_t count = sequence(at + i, length - i, &whole);
    if (!whole) return i;
    i += count;
  }
  return length;
}

size_t host_utf8_copy(char* to, const char* from, size_t length) {
  char* end = to;
  for (size_t i = 0; i < length;) {
    const size_t sound = host_utf8_error(from + i, length - i);
    memcpy(end, from + i, sound);
    end += sound;
    i += sound;
    if (i == length) break;

    bool whole;
    i += sequence((const byte*)from + i, length - i, &whole);
    memcpy(end, "\xef\xbf\xbd", 3);
    end += 3;
  }
  return (size_t)(end - to);
}

bool host_utf8_text(const char* from, size_t length, struct host_text* text) {
  const bool sound = host_utf8_error(from, length) == length;
  text->at = malloc((sound ? length : 3 * length) + 1);
  if (text->at == NULL) return false;
  text->length = host_utf8_copy(text->at, from, length);
  text->at[text->length] = '\0';
  return true;
}
