// `Host` of runtime/host/host.ts for XS, over the functions of native/host. Each callback converts
// arguments, calls, converts the result; what fails is thrown as the planner's own HostError.

#include "bind_host.h"

#include <errno.h>
#include <limits.h>
#include <stdnoreturn.h>
#include <time.h>
#include <unistd.h>

#include "../host/host.h"
#include "glance.h"
#include "image.h"
#include "text.h"
#include "write_texts.h"
#include "xsAll.h"

char* const* host_environment;
const char* host_directory;
int host_lock_descriptor = -1;

static noreturn void throw_host_error(txMachine* the, const char* path,
                                      const struct host_error* error) {
  mxPushReference(image.planner);
  mxGetID(fxID(the, "HostError"));
  mxNew();
  push_text(the, error->call, strlen(error->call));
  const char* const where = error->path[0] == '\0' ? path : error->path;
  push_text(the, where, strlen(where));
  push_text(the, error->name, strlen(error->name));
  push_text(the, error->text, strlen(error->text));
  mxRunCount(4);
  mxPull(mxException);
  fxThrow(the, NULL, 0);
  __builtin_unreachable();
}

// An argument as a path; the planner passes nothing but strings.
static const char* path_argument(txMachine* the, const char* call, char path[static PATH_MAX]) {
  const char* const string = fxToString(the, mxArgv(0));
  const size_t length = utf8_length(string);
  struct host_error error = {0};
  if (length >= PATH_MAX) {
    host_fail(&error, call, ENAMETOOLONG);
    throw_host_error(the, strdup(string), &error);
  }
  write_utf8(string, path);
  path[length] = '\0';
  if (!host_is_path(call, path, length, &error)) throw_host_error(the, path, &error);
  return path;
}

static void pull_text(txMachine* the, const struct host_text* text) {
  push_text(the, text->at, text->length);
  mxPullSlot(mxResult);
  free(text->at);
}

static void set_text(txMachine* the, txSlot* object, const char* name, const char* value) {
  push_text(the, value, strlen(value));
  mxPushSlot(object);
  mxSetID(fxID(the, (txString)name));
  mxPop();
}

// XS's integers have 32 bits, and are what its own arithmetic makes of whole numbers.
static void push_number(txMachine* the, txNumber value) {
  if (value >= INT32_MIN && value <= INT32_MAX) {
    mxPushInteger((txInteger)value);
  } else {
    mxPushNumber(value);
  }
}

static void set_number(txMachine* the, txSlot* object, const char* name, txNumber value) {
  push_number(the, value);
  mxPushSlot(object);
  mxSetID(fxID(the, (txString)name));
  mxPop();
}

// --- a callback a method ---

static void host_read_callback(txMachine* the) {
  char path[PATH_MAX];
  path_argument(the, "open", path);
  const uint64_t max = mxArgc > 1 && mxArgv(1)->kind != XS_UNDEFINED_KIND
                           ? (uint64_t)fxToNumber(the, mxArgv(1))
                           : HOST_READ_MAX;
  struct host_text text;
  struct host_error error = {0};
  if (!host_read(path, max, &text, &error)) throw_host_error(the, path, &error);
  pull_text(the, &text);
}

static void host_list_callback(txMachine* the) {
  char path[PATH_MAX];
  path_argument(the, "scandir", path);
  struct host_names list;
  struct host_error error = {0};
  if (!host_list(path, &list, &error)) throw_host_error(the, path, &error);
  fxNewArray(the, 0);
  txSlot* const array = the->stack;
  for (size_t i = 0; i < list.count; i++) {
    push_text(the, list.names[i], strlen(list.names[i]));
    mxPushSlot(array);
    mxSetIndex((txIndex)i);
    mxPop();
  }
  free(list.names);
  free(list.bytes);
  mxPullSlot(mxResult);
}

static void host_stat_callback(txMachine* the) {
  char path[PATH_MAX];
  path_argument(the, "stat", path);
  struct host_file stat;
  struct host_error error = {0};
  if (!host_stat(path, &stat, &error)) throw_host_error(the, path, &error);
  if (!stat.found) return;
  mxPush(mxObjectPrototype);
  fxNewObjectInstance(the);
  txSlot* const object = the->stack;
  set_text(the, object, "kind", stat.kind);
  set_number(the, object, "mode", stat.mode);
  set_number(the, object, "uid", stat.uid);
  set_number(the, object, "gid", stat.gid);
  set_number(the, object, "size", (txNumber)stat.size);
  set_number(the, object, "major", stat.major);
  set_number(the, object, "minor", stat.minor);
  mxPullSlot(mxResult);
}

static void host_realpath_callback(txMachine* the) {
  char path[PATH_MAX];
  path_argument(the, "realpath", path);
  struct host_text text;
  struct host_error error = {0};
  if (!host_realpath(path, &text, &error)) throw_host_error(the, path, &error);
  pull_text(the, &text);
}

static void host_readlink_callback(txMachine* the) {
  char path[PATH_MAX];
  path_argument(the, "readlink", path);
  struct host_text text;
  struct host_error error = {0};
  if (!host_readlink(path, &text, &error)) throw_host_error(the, path, &error);
  pull_text(the, &text);
}

static void host_cwd_callback(txMachine* the) {
  struct host_text text;
  struct host_error error = {0};
  if (!host_cwd(&text, &error)) throw_host_error(the, ".", &error);
  pull_text(the, &text);
}

static void host_directory_callback(txMachine* the) {
  struct host_text text;
  if (!host_utf8_text(host_directory, strlen(host_directory), &text)) {
    fxAbort(the, XS_NOT_ENOUGH_MEMORY_EXIT);
  }
  pull_text(the, &text);
}

static void host_statfs_callback(txMachine* the) {
  char path[PATH_MAX];
  path_argument(the, "statfs", path);
  uint64_t type;
  struct host_error error = {0};
  if (!host_statfs(path, &type, &error)) throw_host_error(the, path, &error);
  mxResult->kind = XS_NUMBER_KIND;
  mxResult->value.number = (txNumber)type;
}

static void host_hash_callback(txMachine* the) {
  const char* const string = fxToString(the, mxArgv(0));
  const size_t length = utf8_length(string);
  char* const bytes = malloc(length + 1);
  if (bytes == NULL) fxAbort(the, XS_NOT_ENOUGH_MEMORY_EXIT);
  write_utf8(string, bytes);
  char hex[65];
  host_sha256(bytes, length, hex);
  free(bytes);
  push_text(the, hex, 64);
  mxPullSlot(mxResult);
}

static void host_start_time_callback(txMachine* the) {
  const double pid = fxToNumber(the, mxArgv(0));
  struct host_start start;
  struct host_error error = {0};
  if (!host_start_time(pid, &start, &error)) throw_host_error(the, "", &error);
  if (!start.alive) return;
  push_number(the, (txNumber)start.ticks);
  mxPullSlot(mxResult);
}

static void host_ids_callback(txMachine* the) {
  // The planner asks more than once, and nothing here changes them.
  static struct host_credentials ids;
  static pid_t pid;
  struct host_error error = {0};
  if (pid == 0) {
    if (!host_ids(&ids, &error)) throw_host_error(the, "", &error);
    pid = getpid();
  }
  mxPush(mxObjectPrototype);
  fxNewObjectInstance(the);
  txSlot* const object = the->stack;
  set_number(the, object, "pid", pid);
  set_number(the, object, "uid", ids.uid);
  set_number(the, object, "gid", ids.gid);
  fxNewArray(the, 0);
  for (size_t i = 0; i < ids.group_count; i++) {
    push_number(the, ids.groups[i]);
    mxPushSlot(the->stack + 1);
    mxSetIndex((txIndex)i);
    mxPop();
  }
  mxPushSlot(object);
  mxSetID(fxID(the, "groups"));
  mxPop();
  set_text(the, object, "capEff", ids.cap_eff);
  mxPullSlot(mxResult);
}

static void host_now_callback(txMachine* the) {
  mxResult->kind = XS_NUMBER_KIND;
  mxResult->value.number = (txNumber)host_milliseconds(CLOCK_REALTIME);
}

static void host_lock_callback(txMachine* the) {
  char path[PATH_MAX];
  path_argument(the, "flock", path);
  const int64_t wait =
      mxArgc > 1 && mxArgv(1)->kind != XS_UNDEFINED_KIND ? (int64_t)fxToNumber(the, mxArgv(1)) : -1;
  struct host_error error = {0};
  if (!host_lock(path, wait, &host_lock_descriptor, &error)) throw_host_error(the, path, &error);
}

// Most commands ask for one variable or none, so the object is made when it is asked for.
static void host_env_callback(txMachine* the) {
  mxPush(mxObjectPrototype);
  fxNewObjectInstance(the);
  txSlot* const object = the->stack;
  for (char* const* entry = host_environment; *entry != NULL; entry++) {
    const char* const equals = strchr(*entry, '=');
    if (equals == NULL || equals == *entry) continue;
    struct host_text value, name;
    if (!host_utf8_text(equals + 1, strlen(equals + 1), &value) ||
        !host_utf8_text(*entry, (size_t)(equals - *entry), &name)) {
      fxAbort(the, XS_NOT_ENOUGH_MEMORY_EXIT);
    }
    push_text(the, value.at, value.length);
    mxPushSlot(object);
    mxSetID(fxNewNameC(the, name.at));
    mxPop();
    free(value.at);
    free(name.at);
  }
  mxPullSlot(mxResult);
}

void push_host(txMachine* the) {
  static const struct {
    const char* name;
    txCallback callback;
  } methods[] = {
      {"cwd", host_cwd_callback},
      {"directory", host_directory_callback},
      {"hash", host_hash_callback},
      {"ids", host_ids_callback},
      {"list", host_list_callback},
      {"lock", host_lock_callback},
      {"now", host_now_callback},
      {"read", host_read_callback},
      {"readlink", host_readlink_callback},
      {"realpath", host_realpath_callback},
      {"startTime", host_start_time_callback},
      {"stat", host_stat_callback},
      {"statfs", host_statfs_callback},
      {"glance", host_glance},
      {"writeTexts", host_write_texts},
  };
  mxPush(mxObjectPrototype);
  fxNewObjectInstance(the);
  txSlot* const object = the->stack;
  for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
    fxNewHostFunction(the, methods[i].callback, 0, XS_NO_ID, XS_NO_ID);
    mxPushSlot(object);
    mxSetID(fxNewNameC(the, (txString)methods[i].name));
    mxPop();
  }
  fxNewHostFunction(the, host_env_callback, 0, XS_NO_ID, XS_NO_ID);
  mxPushUndefined();
  the->stack->kind = XS_ACCESSOR_KIND;
  the->stack->value.accessor.getter = (the->stack + 1)->value.reference;
  the->stack->value.accessor.setter = C_NULL;
  mxPushSlot(object);
  fxDefineID(the, fxNewNameC(the, "env"), XS_GETTER_FLAG, XS_GETTER_FLAG);
  mxPop();
  mxPop();
}
