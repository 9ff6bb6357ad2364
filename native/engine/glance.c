// What may be in a text that is to be parsed: once over each byte, where three regular expressions
// took XS a fifteenth of a plan. The other one is runtime/spec/glance.ts, which says what for.

#include "glance.h"

#include <stdbool.h>

enum may { ESCAPE = 1, DEPTH = 2, ROUND = 4, MANY = 8 };

#define BRACKETS 100
#define DIGITS 16
#define MARKS 2048

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static bool is_number(char c) { return (c >= '0' && c <= '9') || c == '.'; }

// Whether NUL or half of a surrogate pair is escaped here.
static bool is_escape(const char* at) {
  if (at[0] != '\\' || at[1] != 'u') return false;
  if (strncmp(at + 2, "0000", 4) == 0) return true;
  return (at[2] == 'd' || at[2] == 'D') && at[3] != '\0' && strchr("89abcdefABCDEF", at[3]) != NULL;
}

// Looks at the characters of a number from `at` on, and returns where they end.
static const char* pass_number(const char* at, bool begins, unsigned* seen) {
  const char* end = at;
  while (is_number(*end)) end++;
  if (end - at >= DIGITS || (begins && (*end == 'e' || *end == 'E'))) *seen |= ROUND;
  return end;
}

static unsigned glance(const char* text) {
  unsigned seen = 0, brackets = 0, marks = 0;
  char before = '\0';
  for (const char* at = text; *at != '\0';) {
    const char c = *at;
    if (is_number(c)) {
      const bool begins = before != '\0' && (is_space(before) || strchr(":[,-", before) != NULL);
      at = pass_number(at, begins, &seen);
      before = at[-1];
      brackets = 0;
      continue;
    }
    if (c == ']' || c == '}') {
      if (++brackets >= BRACKETS) seen |= DEPTH;
    } else if (!is_space(c)) {
      brackets = 0;
    }
    if (c == ',' || c == '[' || c == '{') marks++;
    if (c == '\\' && is_escape(at)) seen |= ESCAPE;
    before = c;
    at++;
  }
  return marks >= MARKS ? seen | MANY : seen;
}

void host_glance(txMachine* the) {
  const unsigned seen = glance(fxToString(the, mxArgv(0)));
  mxResult->kind = XS_INTEGER_KIND;
  mxResult->value.integer = (txInteger)seen;
}
