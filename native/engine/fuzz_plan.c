// The planner's fuzz target: the bytes of a config.json, the planner itself in XS, and what comes
// out is a program that the machine accepts. A heap that is made from dist/planner.cjs here, by
// what makes the launcher's, is restored for every input.
//
//   make fuzz-plan           libFuzzer (clang), from bundles/ and the kept inputs
//   build/plan-fuzz FILE...  once over each file
//
// The engine's parts are included, for what is static in them; fxParseScript is XS's, since here is
// a parser, and the stack is libFuzzer's.

#include "xsAll.h"

#define fxParseScript no_parser
#define engine_stack_limit limit_in_launcher
#include "engine.c"
#undef fxParseScript
#undef engine_stack_limit

#define engine_stack_limit limit_in_compiler
#define main compile_main
#include "compile.c"
#undef engine_stack_limit
#undef main

#include <fcntl.h>
#include <stdnoreturn.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "fuzz_memory.h"
#include "offsets.c"

const char* decode(const unsigned char* program, size_t size);
int LLVMFuzzerInitialize(int* argc, char*** argv);
int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size);

// ASan's frames are larger than the launcher's: room for a depth that is none of the launcher's.
static char* stack_limit;
char* engine_stack_limit(void) { return stack_limit; }

static char config[] = "/proc/self/fd/1023";
#define CONFIG 1023

static noreturn void give_up(const char* text) {
  fprintf(stderr, "%s\n", text);
  abort();
}

static txMachine* make_heap(void) {
  struct module planner;
  if (!read_module(FUZZ_PLANNER, &planner)) exit(2);
  txMachine* const machine = make_machine();
  if (machine == NULL) give_up("there is no machine");
  // Nothing is collected, as in the launcher: fuzz_memory.c's chunks lie in no list.
  machine->collectFlag = 0;
  engine_collects = false;
  fuzz_parses = true;
  if (!run_modules(machine, &planner, 1)) exit(2);
  fuzz_parses = false;
  if (!engine_adopt(machine)) exit(2);
  free(planner.text.at);
  return machine;
}

int LLVMFuzzerInitialize(int* argc, char*** argv) {
  (void)argc, (void)argv;
  static char* environment[] = {"PATH=/usr/bin", NULL};
  host_environment = environment;
  host_directory = FUZZ_DIRECTORY;
  if (mkdir(FUZZ_DIRECTORY, 0700) < 0 && errno != EEXIST) give_up("there is no " FUZZ_DIRECTORY);
  const int file = memfd_create("config.json", 0);
  if (file < 0 || dup2(file, CONFIG) < 0) give_up("there is no config.json");
  close(file);

  stack_limit = (char*)__builtin_frame_address(0) - (6 << 20);
  make_heap();
  fuzz_keep();
  return 0;
}

// The lowest descriptor that is free.
static int free_descriptor(void) {
  const int fd = dup(CONFIG);
  close(fd);
  return fd;
}

// Whether there is no plan for a reason that may be.
static bool is_bounded(void) {
  const int status = ((txMachine*)image.machine)->exit_status;
  return status == XS_NOT_ENOUGH_MEMORY_EXIT || status == XS_TOO_MUCH_COMPUTATION_EXIT;
}

static void plan(char* const argv[]) {
  fuzz_restore();
  last_offset.string = NULL;
  last_length.string = NULL;
  const int before = free_descriptor();

  struct engine_result result = {.lock = -1};
  plan_on_stack(argv, &result);
  if (host_lock_descriptor >= 0) close(host_lock_descriptor);
  host_lock_descriptor = -1;

  if (free_descriptor() != before) give_up("a descriptor is left open");
  if (result.program == NULL) {
    if (!is_bounded()) give_up(result.error);
    return;
  }
  const char* const wrong = decode(result.program, result.length);
  if (wrong != NULL) give_up(wrong);
}

#define STATE "--root", FUZZ_DIRECTORY
#define FROM "--bundle", "/bundle", "--config", config

int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
  static char* const create[] = {STATE, "create", FROM, "id", NULL};
  static char* const terminal[] = {
      STATE, "create", FROM, "--console-socket", "/socket", "--pid-file", "/pid", "id", NULL};
  static char* const detached[] = {STATE, "run", "--detach", "--no-pivot", FROM, "id", NULL};
  static char* const run[] = {STATE, "run", "--preserve-fds", "2", FROM, "id", NULL};
  static char* const validate[] = {"validate", config, NULL};
  static char* const explain[] = {"explain", "--format", "json", "--config", config, "/", NULL};
  static char* const* const lines[] = {create, terminal, detached, run, validate, explain};

  if (ftruncate(CONFIG, 0) < 0 || pwrite(CONFIG, data, size, 0) != (ssize_t)size) return -1;
  // Always the same command line for the same input.
  unsigned hash = 5381;
  for (size_t i = 0; i < size; i++) hash = hash * 33 ^ data[i];
  plan(lines[(hash >> 8) % (sizeof lines / sizeof *lines)]);
  return 0;
}
