// Changes of a JSON text that leave it one, mostly: what libFuzzer does to bytes seldom comes past
// JSON.parse.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t* data, size_t size, const uint8_t* other,
                                 size_t other_size, uint8_t* out, size_t max, unsigned seed);

#define LARGEST (64u << 10)
#define SPANS 4096
#define LEVELS 256

struct span {
  size_t at, end;
};

// Where the values of a text lie, and the members of its objects, their names with them.
struct outline {
  struct span values[SPANS], members[SPANS];
  size_t value_count, member_count;
};

static uint64_t state;

static size_t below(size_t limit) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return limit == 0 ? 0 : (size_t)(state >> 33) % limit;
}

// --- outline ---

static bool is_blank(uint8_t byte) {
  return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static size_t token_end(const uint8_t* text, size_t size, size_t at) {
  size_t end = at + 1;
  if (text[at] == '"') {
    for (; end < size && text[end] != '"'; end++) {
      if (text[end] == '\\' && end + 1 < size) end++;
    }
    return end < size ? end + 1 : size;
  }
  while (end < size && !is_blank(text[end]) && strchr("\"[]{}:,", text[end]) == NULL) end++;
  return end;
}

static void scan(struct outline* outline, const uint8_t* text, size_t size) {
  // Where each open object or array begins, and the name that the value to come has.
  struct {
    size_t at, name;
  } levels[LEVELS] = {{0, SIZE_MAX}};
  size_t depth = 0;
  outline->value_count = outline->member_count = 0;
  for (size_t at = 0; at < size;) {
    const uint8_t byte = text[at];
    struct span span = {at, at + 1};
    if (is_blank(byte) || byte == ',' || byte == ':') {
      at++;
      continue;
    }
    if (byte == '[' || byte == '{') {
      if (++depth == LEVELS) return;
      levels[depth].at = at++;
      levels[depth].name = SIZE_MAX;
      continue;
    }
    if (byte == ']' || byte == '}') {
      if (depth == 0) return;
      span.at = levels[depth--].at;
    } else {
      span.end = token_end(text, size, at);
    }
    at = span.end;
    size_t next = at;
    while (next < size && is_blank(text[next])) next++;
    if (next < size && text[next] == ':') {
      levels[depth].name = span.at;
      at = next + 1;
      continue;
    }
    if (outline->value_count == SPANS || outline->member_count == SPANS) return;
    outline->values[outline->value_count++] = span;
    if (levels[depth].name == SIZE_MAX) continue;
    outline->members[outline->member_count++] = (struct span){levels[depth].name, span.end};
    levels[depth].name = SIZE_MAX;
  }
}

// --- changes ---

struct text {
  uint8_t bytes[LARGEST];
  size_t size;
};

static struct outline outline, other_outline;

// In the place of `span`; nothing where it would become too long.
static void put(struct text* text, size_t max, struct span span, const void* bytes, size_t size) {
  const size_t rest = text->size - span.end;
  if (span.at + size + rest > max) return;
  static uint8_t copy[LARGEST];
  memcpy(copy, bytes, size);
  memmove(text->bytes + span.at + size, text->bytes + span.end, rest);
  memcpy(text->bytes + span.at, copy, size);
  text->size = span.at + size + rest;
}

static void insert(struct text* text, size_t max, size_t at, const void* bytes, size_t size) {
  put(text, max, (struct span){at, at}, bytes, size);
}

static void replace_by_literal(struct text* text, size_t max, struct span value) {
  static const char* const literals[] = {
      "null",
      "true",
      "false",
      "0",
      "-1",
      "1",
      "2147483648",
      "4294967295",
      "4294967296",
      "9007199254740993",
      "9223372036854775807",
      "18446744073709551615",
      "18446744073709551616",
      "-9223372036854775809",
      "1.5",
      "1e3",
      "1e999",
      "-0",
      "\"\"",
      "\"\\u0000\"",
      "\"\\ud800\"",
      "\"\\ud83d\\ude00\"",
      "\"\xf0\x9f\x98\x80\"",
      "\"/\"",
      "\"..\"",
      "\"a,b=c\\n\"",
      "[]",
      "{}",
      "[[]]",
      "[null]",
      "{\"\":0}",
      "{\"__proto__\":{}}",
      "[\"\",\"\"]",
  };
  const char* const literal = literals[below(sizeof literals / sizeof *literals)];
  put(text, max, value, literal, strlen(literal));
}

// Bytes within the quotes, or a number's digits.
static void change_token(struct text* text, size_t max, struct span token) {
  if (text->bytes[token.at] == '"' && token.end - token.at >= 2) token.at++, token.end--;
  static uint8_t bytes[LARGEST];
  const size_t size = token.end - token.at, room = size + 32;
  if (room > LARGEST) return;
  memcpy(bytes, text->bytes + token.at, size);
  put(text, max, token, bytes, LLVMFuzzerMutate(bytes, size, room));
}

// With the comma behind it, or else the one before.
static void remove_span(struct text* text, size_t max, struct span span) {
  size_t next = span.end;
  while (next < text->size && is_blank(text->bytes[next])) next++;
  if (next < text->size && text->bytes[next] == ',') {
    span.end = next + 1;
  } else {
    size_t before = span.at;
    while (before > 0 && is_blank(text->bytes[before - 1])) before--;
    if (before > 0 && text->bytes[before - 1] == ',') span.at = before - 1;
  }
  put(text, max, span, "", 0);
}

static struct span name_of(const struct text* text, struct span member) {
  return (struct span){member.at, token_end(text->bytes, text->size, member.at)};
}

static void put_span(struct text* text, size_t max, struct span place, const uint8_t* from,
                     struct span span) {
  put(text, max, place, from + span.at, span.end - span.at);
}

// Behind `place`, a comma between.
static void insert_span(struct text* text, size_t max, size_t place, const uint8_t* from,
                        struct span span) {
  static uint8_t bytes[LARGEST + 1];
  bytes[0] = ',';
  memcpy(bytes + 1, from + span.at, span.end - span.at);
  insert(text, max, place, bytes, span.end - span.at + 1);
}

// What makes it none: one of JSON's own characters anywhere, and perhaps the end right behind it.
static void spoil(struct text* text, size_t max) {
  static const char marks[] = "\\\"{}[]:,-.eu\n";
  const size_t at = below(text->size);
  insert(text, max, at, &marks[below(sizeof marks)], 1);
  if (below(2) == 0) text->size = at + 1;
}

static void change(struct text* text, size_t max) {
  scan(&outline, text->bytes, text->size);
  if (outline.value_count == 0) {
    text->size = LLVMFuzzerMutate(text->bytes, text->size, max);
    return;
  }
  const struct span value = outline.values[below(outline.value_count)];
  const struct span another = outline.values[below(outline.value_count)];
  const size_t what = below(outline.member_count == 0 ? 6 : 12);
  const struct span member = outline.members[below(outline.member_count)];
  const struct span one = outline.members[below(outline.member_count)];
  switch (what) {
    case 0:
      put_span(text, max, value, text->bytes, another);
      break;
    case 1:
      replace_by_literal(text, max, value);
      break;
    case 2:
    case 3:
      change_token(text, max, value);
      break;
    case 4:
      insert_span(text, max, value.end, text->bytes, value);
      break;
    case 5:
      remove_span(text, max, value);
      break;
    case 6:
      change_token(text, max, name_of(text, member));
      break;
    case 7:
    case 8:
      remove_span(text, max, member);
      break;
    case 9:
    case 10:
      insert_span(text, max, member.end, text->bytes, one);
      break;
    default:
      put_span(text, max, name_of(text, member), text->bytes, name_of(text, one));
  }
}

// --- libFuzzer's ---

size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max, unsigned seed) {
  static struct text text;
  state = seed;
  if (max > LARGEST / 2) max = LARGEST / 2;
  if (size == 0 || size > max || below(16) == 0) return LLVMFuzzerMutate(data, size, max);
  memcpy(text.bytes, data, size);
  text.size = size;
  // Seldom many: what is wrong in one place is refused for it.
  do change(&text, max);
  while (below(3) == 0);
  if (below(16) == 0) spoil(&text, max);
  memcpy(data, text.bytes, text.size);
  return text.size;
}

static bool same_name(const struct text* text, struct span member, const uint8_t* other,
                      size_t other_size, struct span other_member) {
  const size_t length = name_of(text, member).end - member.at;
  return token_end(other, other_size, other_member.at) - other_member.at == length &&
         memcmp(text->bytes + member.at, other + other_member.at, length) == 0;
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t* data, size_t size, const uint8_t* other,
                                 size_t other_size, uint8_t* out, size_t max, unsigned seed) {
  static struct text text;
  state = seed;
  if (max > LARGEST / 2) max = LARGEST / 2;
  if (size > max) size = max;
  if (other_size > max) other_size = max;
  memcpy(text.bytes, data, size);
  text.size = size;
  scan(&outline, text.bytes, text.size);
  scan(&other_outline, other, other_size);
  if (outline.member_count > 0 && other_outline.member_count > 0) {
    struct span place, member;
    // One of the same name, where there is one.
    size_t tries = 64;
    do {
      place = outline.members[below(outline.member_count)];
      member = other_outline.members[below(other_outline.member_count)];
    } while (!same_name(&text, place, other, other_size, member) && --tries > 0);
    if (tries > 0 || below(2) == 0) {
      put_span(&text, max, place, other, member);
    } else {
      insert_span(&text, max, place.end, other, member);
    }
  }
  memcpy(out, text.bytes, text.size);
  return text.size;
}
