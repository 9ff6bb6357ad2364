// The launcher's story: plan, in this process or in Node, and become the machine.

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "../engine/engine.h"
#include "launcher.h"

// Where the planner and the machine's file lie: beside this executable, or beside the one that it
// was made with.
static void own_directory(char directory[static PATH_MAX]) {
  if (engine_directory()[0] != '\0') {
    strcpy(directory, engine_directory());
    return;
  }
  const ssize_t length = readlink("/proc/self/exe", directory, PATH_MAX - 1);
  if (length < 0) fail(errno, "read \"/proc/self/exe\"");
  directory[length] = '\0';
  *strrchr(directory, '/') = '\0';
}

int main(int argc, char* argv[], char* environment[]) {
  if (argc > 1 && strcmp(argv[1], "--bake") == 0) return bake(argc - 1, argv + 1);

  log_to(argv);

  char directory[PATH_MAX];
  own_directory(directory);

  struct program program;
  if (engine_has_planner() && plan(argv, environment, directory, &program)) {
    become_machine(prepare_machine(), directory, &program);
  }

  const struct node node = spawn_node(directory, argv, environment);
  const int machine = prepare_machine();  // while Node plans
  program = receive_program(&node);
  become_machine(machine, directory, &program);
}
