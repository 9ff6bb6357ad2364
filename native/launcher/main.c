// The launcher's story: plan in a child, become the machine.

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "../engine/engine.h"
#include "launcher.h"

// The directory of this executable; the planner and the machine's file lie there.
static void own_directory(char directory[static PATH_MAX]) {
  const ssize_t length = readlink("/proc/self/exe", directory, PATH_MAX - 1);
  if (length < 0) fail(errno, "read \"/proc/self/exe\"");
  directory[length] = '\0';
  *strrchr(directory, '/') = '\0';
}

int main(int argc, char* argv[], char* environment[]) {
  log_to(argv);

  char directory[PATH_MAX];
  own_directory(directory);

  if (engine_has_planner()) {
    const struct program program = plan(argv, environment);
    become_machine(prepare_machine(), directory, &program);
  }
  if (argc > 1 && strcmp(argv[1], "--bake") == 0) return bake(argc - 1, argv + 1);

  const struct node node = spawn_node(directory, argv, environment);
  const int machine = prepare_machine();  // while Node plans
  const struct program program = receive_program(&node);
  become_machine(machine, directory, &program);
}
