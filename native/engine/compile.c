// Build tool: runs the planner's bundle in XS and writes the heap that it leaves as a snapshot.
//
//   compile PLANNER.cjs SNAPSHOT

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"
#include "image.h"
#include "offsets.h"
#include "snapshot.h"
#include "xsAll.h"
#include "xsScript.h"
#include "xsSnapshot.h"

// The tool's own stack is as large as the shell allows; the parser recurses.
char* engine_stack_limit(void) { return (char*)__builtin_frame_address(0) - (4 << 20); }

static char* read_bundle(const char* path) {
  static const char before[] =
      "(function(){\"use strict\";const module={exports:{}};const exports=module.exports;";
  static const char after[] = "\nreturn module.exports;})()";
  FILE* const file = fopen(path, "rb");
  if (file == NULL) return NULL;
  fseek(file, 0, SEEK_END);
  const size_t size = (size_t)ftell(file);
  rewind(file);
  char* const text = calloc(1, sizeof before + size + sizeof after);
  if (text == NULL) return NULL;
  strcpy(text, before);
  if (fread(text + strlen(text), 1, size, file) != size) return NULL;
  fclose(file);
  return strcat(text, after);
}

static int write_file(void* stream, void* bytes, size_t size) {
  return fwrite(bytes, size, 1, stream) == 1 ? 0 : errno;
}

static int run_bundle(txMachine* machine, char* text) {
  volatile int failed = 0;
  fxBeginHost(machine);
  {
    txMachine* the = machine;
    mxTry(the) {
      txStringCStream stream = {.buffer = text, .offset = 0, .size = (txSize)strlen(text)};
      txSlot* const realm = mxModuleInstanceInternal(mxProgram.value.reference)->value.module.realm;
      txScript* const script =
          fxParseScript(the, &stream, fxStringCGetter, mxProgramFlag | mxEvalFlag);
      fxRunScript(the, script, mxRealmGlobal(realm), C_NULL,
                  mxRealmClosures(realm)->value.reference, C_NULL, mxProgram.value.reference);
      // The bundle's exports, where the launcher finds them.
      mxPushSlot(mxRealmGlobal(realm));
      fxSetID(the, fxNewNameC(the, "planner"));
      mxPop();
    }
    mxCatch(the) {
      fprintf(stderr, "compile: %s\n", fxToString(the, &mxException));
      failed = 1;
    }
  }
  fxEndHost(machine);
  return failed;
}

int main(int argc, char* argv[]) {
  if (argc != 3) return 2;
  char* const text = read_bundle(argv[1]);
  if (text == NULL) {
    perror(argv[1]);
    return 1;
  }

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
  if (!image_reserve()) {
    perror("compile: memory");
    return 1;
  }
  engine_collects = true;  // from the beginning
  txMachine* const machine = fxCreateMachine(&creation, "runts", NULL, XS_NO_ID);
  if (machine == NULL || run_bundle(machine, text) != 0) return 1;

  // Whoever reads the snapshot makes a heap of that size: as large as it is, for it is to be read.
  fxCollectGarbage(machine);
  machine->maximumHeapCount = machine->currentHeapCount + 16;
  machine->maximumChunksSize = machine->currentChunksSize + 16;

  txSnapshot snapshot = {
      .signature = SNAPSHOT_SIGNATURE,
      .signatureLength = sizeof SNAPSHOT_SIGNATURE - 1,
      .write = write_file,
  };
  FILE* const file = fopen(argv[2], "wb");
  if (file == NULL) {
    perror(argv[2]);
    return 1;
  }
  snapshot.stream = file;
  if (!fxWriteSnapshot(machine, &snapshot) || fclose(file) != 0) {
    fprintf(stderr, "compile: cannot write the snapshot: error %d\n", snapshot.error);
    return 1;
  }
  return 0;
}
