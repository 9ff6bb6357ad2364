// Runs the planner's bundle, and plugins after it, in XS and writes the heap that they leave as a
// snapshot. A tool of the build and of `runts plugin build`: the launcher has no parser.
//
//   compile PLANNER.cjs [PLUGIN.cjs...] SNAPSHOT

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../host/host.h"
#include "engine.h"
#include "image.h"
#include "offsets.h"
#include "snapshot.h"
#include "text.h"
#include "xsAll.h"
#include "xsScript.h"
#include "xsSnapshot.h"

// The tool's own stack is as large as the shell allows; the parser recurses.
char* engine_stack_limit(void) { return (char*)__builtin_frame_address(0) - (4 << 20); }

struct module {
  const char* path;
  struct host_text text;
};

static bool read_module(const char* path, struct module* module) {
  struct host_error error = {0};
  *module = (struct module){.path = path};
  if (host_read(path, HOST_READ_MAX, &module->text, &error)) return true;
  fprintf(stderr, "compile: cannot %s \"%s\": %s: %s\n", error.call, path, error.name, error.text);
  return false;
}

static int write_file(void* stream, void* bytes, size_t size) {
  return fwrite(bytes, size, 1, stream) == 1 ? 0 : errno;
}

// Pushes what a CommonJS module exports that requires nothing: runtime/host/realm.ts wraps it
// alike.
static void run_module(txMachine* the, const struct module* module) {
  static const char before[] =
      "(function(){\"use strict\";const module={exports:{}};const exports=module.exports;";
  static const char after[] = "\nreturn module.exports;})()";
  const size_t size = sizeof before - 1 + module->text.length + sizeof after - 1;
  char* const source = malloc(size + 1);
  if (source == NULL) fxAbort(the, XS_NOT_ENOUGH_MEMORY_EXIT);
  char* const body = mempcpy(source, before, sizeof before - 1);
  strcpy(mempcpy(body, module->text.at, module->text.length), after);

  txStringCStream stream = {.buffer = source, .offset = 0, .size = (txSize)size};
  txSlot* const realm = mxModuleInstanceInternal(mxProgram.value.reference)->value.module.realm;
  txScript* const script = fxParseScript(the, &stream, fxStringCGetter, mxProgramFlag | mxEvalFlag);
  fxRunScript(the, script, mxRealmGlobal(realm), C_NULL, mxRealmClosures(realm)->value.reference,
              C_NULL, mxProgram.value.reference);
  free(source);
}

// planner.bake(path, text, exports), with the planner on top of the stack, where it stays.
static void add_plugin(txMachine* the, const struct module* module) {
  txSlot* const planner = the->stack;
  mxPushSlot(planner);
  mxDub();
  mxGetID(fxNewNameC(the, "bake"));
  mxCall();
  push_text(the, module->path, strlen(module->path));
  push_text(the, module->text.at, module->text.length);
  run_module(the, module);
  mxRunCount(3);
  mxPop();
}

// What XS has beyond the language: a plugin is to find the same in both hosts.
static void delete_extensions(txMachine* the) {
  static const char* const names[] = {"Compartment", "ModuleSource", "TypedArray", "global",
                                      "trace"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    mxPush(mxGlobal);
    mxDeleteID(fxNewNameC(the, (txString)names[i]));
    mxPop();
  }
}

// False: it says why on standard error.
static bool run_modules(txMachine* machine, const struct module* modules, size_t count) {
  volatile bool done = false;
  volatile size_t at = 0;
  fxBeginHost(machine);
  {
    txMachine* the = machine;
    mxTry(the) {
      delete_extensions(the);
      run_module(the, &modules[0]);
      for (at = 1; at < count; at++) add_plugin(the, &modules[at]);
      // Where the launcher finds the planner; plugins do not.
      mxPush(mxGlobal);
      mxSetID(fxNewNameC(the, "planner"));
      mxPop();
      done = true;
    }
    mxCatch(the) {
      fprintf(stderr, "compile: \"%s\": %s\n", modules[at].path, fxToString(the, &mxException));
    }
  }
  fxEndHost(machine);
  return done;
}

static txMachine* make_machine(void) {
  txCreation creation = {
      .initialChunkSize = COMPILE_CHUNKS,
      .incrementalChunkSize = 65536,
      .initialHeapCount = COMPILE_SLOTS,
      .incrementalHeapCount = 4096,
      .stackCount = 4096,
      .initialKeyCount = 4096,
      .incrementalKeyCount = 1024,
      .nameModulo = 1993,
      .symbolModulo = 127,
      .parserBufferSize = 1 << 20,
      .parserTableModulo = 1993,
  };
  engine_collects = true;  // from the beginning
  return fxCreateMachine(&creation, "runts", NULL, XS_NO_ID);
}

int main(int argc, char* argv[]) {
  if (argc < 3) {
    fputs("usage: compile PLANNER.cjs [PLUGIN.cjs...] SNAPSHOT\n", stderr);
    return 2;
  }
  if (!image_reserve()) {
    perror("compile: memory");
    return 1;
  }
  const size_t count = (size_t)argc - 2;
  const char* const output = argv[argc - 1];
  struct module* const modules = calloc(count, sizeof *modules);
  for (size_t i = 0; i < count; i++) {
    if (!read_module(argv[i + 1], &modules[i])) return 1;
  }
  txMachine* const machine = make_machine();
  if (machine == NULL || !run_modules(machine, modules, count)) return 1;

  // Whoever reads the snapshot makes a heap of that size: as large as it is, for it is to be read.
  fxCollectGarbage(machine);
  machine->maximumHeapCount = machine->currentHeapCount + 16;
  machine->maximumChunksSize = machine->currentChunksSize + 16;

  txSnapshot snapshot = {
      .signature = SNAPSHOT_SIGNATURE,
      .signatureLength = sizeof SNAPSHOT_SIGNATURE - 1,
      .write = write_file,
  };
  FILE* const file = fopen(output, "wb");
  if (file == NULL) {
    perror(output);
    return 1;
  }
  snapshot.stream = file;
  if (!fxWriteSnapshot(machine, &snapshot) || fclose(file) != 0) {
    fprintf(stderr, "compile: cannot write the snapshot: error %d\n", snapshot.error);
    return 1;
  }
  return 0;
}
