// The last step of the build: reads the compiled planner into XS, as it will lie in memory at run
// time, and writes this executable again with that memory behind it. elf(5).
//
//   runts.bare --bake SNAPSHOT OUTPUT

#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine.h"
#include "image.h"
#include "snapshot.h"
#include "xsAll.h"
#include "xsScript.h"
#include "xsSnapshot.h"

static int read_file(void* stream, void* bytes, size_t size) {
  return size == 0 || fread(bytes, size, 1, stream) == 1 ? 0 : EIO;
}

static void* whole_file(const char* path, size_t* size) {
  FILE* const file = fopen(path, "rb");
  if (file == NULL) return NULL;
  fseek(file, 0, SEEK_END);
  *size = (size_t)ftell(file);
  rewind(file);
  void* const bytes = malloc(*size);
  if (bytes == NULL || fread(bytes, *size, 1, file) != 1) return NULL;
  fclose(file);
  return bytes;
}

// Where in the executable's file `image` lies, or 0.
static size_t image_offset(const unsigned char* executable) {
  const Elf64_Ehdr* const header = (const void*)executable;
  const Elf64_Phdr* const segments = (const void*)(executable + header->e_phoff);
  const Elf64_Addr address = (Elf64_Addr)(uintptr_t)&image;
  for (size_t i = 0; i < header->e_phnum; i++) {
    const Elf64_Phdr* const segment = &segments[i];
    if (segment->p_type != PT_LOAD || address < segment->p_vaddr) continue;
    const Elf64_Addr within = address - segment->p_vaddr;
    if (within + sizeof image <= segment->p_filesz) return segment->p_offset + within;
  }
  return 0;
}

static int complain(const char* what) {
  fprintf(stderr, "cannot bake the planner: %s: %s\n", what, strerror(errno));
  return 1;
}

int bake(int argc, char* argv[]) {
  if (argc != 3) {
    fputs("usage: runts.bare --bake SNAPSHOT OUTPUT\n", stderr);
    return 2;
  }
  if (!image_reserve()) return complain("memory");
  FILE* const file = fopen(argv[1], "rb");
  if (file == NULL) return complain(argv[1]);
  txSnapshot snapshot = {
      .signature = SNAPSHOT_SIGNATURE,
      .signatureLength = sizeof SNAPSHOT_SIGNATURE - 1,
      .read = read_file,
      .stream = file,
  };
  txMachine* const machine = fxReadSnapshot(&snapshot, NULL, NULL);
  if (machine == NULL) {
    errno = snapshot.error;
    return complain(argv[1]);
  }
  fclose(file);
  if (!engine_adopt(machine)) return 1;

  size_t size;
  unsigned char* const executable = whole_file("/proc/self/exe", &size);
  const size_t offset = executable == NULL ? 0 : image_offset(executable);
  if (offset == 0) return complain("/proc/self/exe");
  image.offset = size;
  memcpy(executable + offset, &image, sizeof image);

  FILE* const output = fopen(argv[2], "wb");
  const size_t used = image.used - IMAGE_STACK_ABOVE;
  if (output == NULL || fwrite(executable, size, 1, output) != 1 ||
      fwrite(image_memory() + IMAGE_STACK_ABOVE, used, 1, output) != 1 || fclose(output) != 0 ||
      chmod(argv[2], 0755) < 0) {
    return complain(argv[2]);
  }
  return 0;
}
