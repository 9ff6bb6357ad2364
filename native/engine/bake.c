// The last step of the build, and of `runts plugin build`: reads the compiled planner into XS, as
// it will lie in memory at run time, and writes this executable again with that memory behind it,
// in the place of what is there. elf(5).
//
//   runts --bake SNAPSHOT OUTPUT [DIRECTORY]     DIRECTORY: where the files of OUTPUT will be

#include <elf.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

// Beside it first, so that who calls it meanwhile gets the old one or the new one.
static bool write_executable(const char* path, const void* bytes, size_t size) {
  char beside[PATH_MAX];
  if (snprintf(beside, sizeof beside, "%s.%d", path, getpid()) >= (int)sizeof beside) {
    errno = ENAMETOOLONG;
    return false;
  }
  FILE* const output = fopen(beside, "wbx");
  if (output == NULL) return false;
  const bool written =
      fwrite(bytes, size, 1, output) == 1 && fwrite(image_heap(), image.used, 1, output) == 1;
  if (fclose(output) == 0 && written && chmod(beside, 0755) == 0 && rename(beside, path) == 0) {
    return true;
  }
  const int error = errno;
  unlink(beside);
  errno = error;
  return false;
}

int bake(int argc, char* argv[]) {
  if (argc < 3 || argc > 4 || (argc == 4 && strlen(argv[3]) >= sizeof image.directory)) {
    fputs("usage: runts --bake SNAPSHOT OUTPUT [DIRECTORY]\n", stderr);
    return 2;
  }
  // Nothing has been called yet of the planner that may be there, behind the executable proper.
  const size_t own = image.machine == NULL ? 0 : image.offset;
  image = (struct image){0};
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
  if (!engine_fits_image()) {
    errno = ENOSPC;
    return complain("planner and plugins are too large");
  }
  if (argc == 4) strcpy(image.directory, argv[3]);

  size_t size;
  unsigned char* const executable = whole_file("/proc/self/exe", &size);
  const size_t offset = executable == NULL ? 0 : image_offset(executable);
  if (offset == 0) return complain("/proc/self/exe");
  image.offset = own == 0 ? size : own;
  memcpy(executable + offset, &image, sizeof image);

  return write_executable(argv[2], executable, image.offset) ? 0 : complain(argv[2]);
}
