// Calls the planner: argv and a look at the host in, a program out.

#include "engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../host/host.h"
#include "arrays.h"
#include "bind_host.h"
#include "image.h"
#include "json.h"
#include "text.h"
#include "xsAll.h"

char* engine_stack_limit(void) { return (char*)image_stack() + (64 << 10); }

bool engine_has_planner(void) { return image.machine != NULL; }

const char* engine_directory(void) { return image.directory; }

bool engine_adopt(txMachine* machine) {
  txMachine* the = machine;
  volatile bool bound = true;
  fxBeginHost(the);
  mxTry(the) {
    push_host(the);
    image.host = the->stack->value.reference;
    mxPop();
    bind_json(the);
    bind_arrays(the);
    mxPush(mxGlobal);
    mxGetID(fxID(the, "planner"));
    image.planner = the->stack->value.reference;
    mxPop();
    mxPush(mxGlobal);
    mxDeleteID(fxID(the, "planner"));
    mxPop();
  }
  mxCatch(the) {
    fprintf(stderr, "%s\n", fxToString(the, &mxException));
    bound = false;
  }
  fxEndHost(the);
  // A plan collects nothing: memory.c.
  the->collectFlag = 0;
  the->firstJump = NULL;
  image.machine = the;
  return bound;
}

// The launcher has no parser: all code is compiled by the build.
txScript* fxParseScript(txMachine* the, void* stream, txGetter getter, txUnsigned flags) {
  (void)stream, (void)getter, (void)flags;
  mxUnknownError("there is no parser");
  return C_NULL;
}

static void push_arguments(txMachine* the, char* const argv[]) {
  fxNewArray(the, 0);
  txSlot* const array = the->stack;
  for (txIndex i = 0; argv[i] != NULL; i++) {
    // Any bytes may come; what is not UTF-8 becomes U+FFFD, as in Node.
    struct host_text text;
    if (!host_utf8_text(argv[i], strlen(argv[i]), &text)) fxAbort(the, XS_NOT_ENOUGH_MEMORY_EXIT);
    push_text(the, text.at, text.length);
    free(text.at);
    mxPushSlot(array);
    mxSetIndex(i);
    mxPop();
  }
}

static void call_planner(txMachine* the, char* const argv[], struct engine_result* result) {
  mxPushReference(image.planner);
  mxDub();
  mxGetID(fxID(the, "plan"));
  mxCall();
  push_arguments(the, argv);
  mxPushReference(image.host);
  mxRunCount(2);

  void* bytes;
  txUnsigned length;
  _xsmcGetBuffer(the, the->stack, &bytes, &length, 0);
  result->program = bytes;
  result->length = length;
}

#define TEXT_OF(word) #word
#define TEXT(macro) TEXT_OF(macro)

// Why XS gave up.
static const char* reason(int status) {
  if (status == XS_NOT_ENOUGH_MEMORY_EXIT) {
    return "the plan needs more than " TEXT(
        ENGINE_MAX_MIB) " MiB of memory: config.json asks for too much";
  }
  if (status == XS_TOO_MUCH_COMPUTATION_EXIT) {
    return "the plan takes more than " TEXT(
        ENGINE_MAX_SECONDS) " seconds of computing: config.json asks for too much";
  }
  if (status == XS_STACK_OVERFLOW_EXIT) return "the planner recurses too deeply";
  return "the engine gave up";
}

static void describe(txMachine* the, struct engine_result* result) {
  const char* const thrown = fxToString(the, &mxException);
  // JSON.stringify throws where all else in XS gives up.
  const bool memory = strcmp(thrown, "Error: out of memory") == 0;
  snprintf(result->error, sizeof result->error, "%s",
           memory ? reason(XS_NOT_ENOUGH_MEMORY_EXIT) : thrown);
}

static void plan_on_stack(char* const argv[], struct engine_result* result) {
  txMachine* the = engine_machine = image.machine;
  txJump base = {.flag = 0};
  the->firstJump = &base;
  if (c_setjmp(base.buffer) != 0) {
    snprintf(result->error, sizeof result->error, "%s", reason(the->exit_status));
    return;
  }
  the->dtoa = fxNew_dtoa(the);
  the->stackLimit = engine_stack_limit();
  fxBeginHost(the);
  mxTry(the) { call_planner(the, argv, result); }
  mxCatch(the) { describe(the, result); }
}

// Not the process's own stack: the engine may have set its soft limit for the container.
#ifdef __x86_64__
static void call_on_stack(char* const argv[], struct engine_result* result) {
  unsigned char* const top = image_heap();
  __asm__ volatile(
      "movq %%rsp, %%rbx\n\t"
      "movq %[top], %%rsp\n\t"
      "call *%[function]\n\t"
      "movq %%rbx, %%rsp"
      : "+D"(argv), "+S"(result)
      : [top] "r"(top), [function] "r"(plan_on_stack)
      : "rax", "rbx", "rcx", "rdx", "r8", "r9", "r10", "r11", "xmm0", "xmm1", "xmm2", "xmm3",
        "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14",
        "xmm15", "memory", "cc");
}
#elif defined(__aarch64__)
static void call_on_stack(char* const argv[], struct engine_result* result) {
  register void* first __asm__("x0") = (void*)argv;
  register void* second __asm__("x1") = result;
  unsigned char* const top = image_heap();
  __asm__ volatile(
      "mov x19, sp\n\t"
      "mov sp, %[top]\n\t"
      "blr %[function]\n\t"
      "mov sp, x19"
      : "+r"(first), "+r"(second)
      : [top] "r"(top), [function] "r"(plan_on_stack)
      : "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15",
        "x16", "x17", "x18", "x19", "x30", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8",
        "v9", "v10", "v11", "v12", "v13", "v14", "v15", "v16", "v17", "v18", "v19", "v20", "v21",
        "v22", "v23", "v24", "v25", "v26", "v27", "v28", "v29", "v30", "v31", "memory", "cc");
}
#else
#error "the engine's own stack needs a few lines for this architecture"
#endif

void engine_plan(char* const argv[], char* const environment[], const char* directory,
                 struct engine_result* result) {
  *result = (struct engine_result){.lock = -1};
  host_environment = environment;
  host_directory = directory;
  call_on_stack(argv, result);
  result->lock = host_lock_descriptor;
}
