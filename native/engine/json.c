// JSON.parse for XS, whose own recurses on the C stack: a text that is nested too deep for it is
// refused as one that is no JSON, and the planner's scanner then says where and why.

#include "json.h"

#include <stdbool.h>

#include "xsAll.h"

// The planner accepts 128 levels; this many fit the stack by far.
#define DEPTH_MAX 1000

static bool is_too_deep(const char* text) {
  size_t depth = 0;
  bool in_string = false;
  for (; *text != '\0'; text++) {
    if (in_string) {
      if (*text == '"') in_string = false;
      // What a backslash stands before ends no string.
      if (*text == '\\' && text[1] != '\0') text++;
    } else if (*text == '"') {
      in_string = true;
    } else if (*text == '[' || *text == '{') {
      if (++depth > DEPTH_MAX) return true;
    } else if ((*text == ']' || *text == '}') && depth > 0) {
      depth--;
    }
  }
  return false;
}

static void parse_callback(txMachine* the) {
  if (mxArgc > 0 && is_too_deep(fxToString(the, mxArgv(0)))) mxSyntaxError("nested too deep");
  fx_JSON_parse(the);
}

void bind_json(txMachine* the) {
  fxNewHostFunction(the, parse_callback, 2, XS_NO_ID, XS_NO_ID);
  mxPush(mxGlobal);
  mxGetID(fxID(the, "JSON"));
  mxSetID(fxID(the, "parse"));
  mxPop();
}
