// Where execve will find the program, as execvp(3) looks for it.
#include "beneath.h"
#include "descriptor.h"
#include "text.h"

#define X_OK 1

// 0 if path is a file that this process may execute, also as the file system was mounted.
static int check_executable(const char* path) {
  int fd = sys_openat2(AT_FDCWD, path, O_PATH, 0, RESOLVE_NO_MAGICLINKS);
  if (fd == -ELOOP) {
    close_discarded();  // /proc/self/fd/N of the image is to find none of ours
    fd = sys_open(path, O_PATH, 0);
  }
  if (fd < 0) return fd;

  struct statx st;
  int error = sys_fstat(fd, STATX_TYPE, &st);
  if (error == 0) {
    const u32 type = st.stx_mode & S_IFMT;
    error = type == S_IFDIR   ? -EISDIR
            : type != S_IFREG ? -EACCES
                              : sys_faccessat2(fd, "", X_OK, AT_EACCESS | AT_EMPTY_PATH);
  }
  discard(fd);
  return error;
}

// The next directory of the search path, with a slash at its end; an empty one is the working
// directory.
static const char* add_directory(struct builder* path, const char* search) {
  const char* end = find_char(search, ':');
  const size_t length = end == NULL ? strlen(search) : (size_t)(end - search);
  add_bytes(path, search, length);
  if (length > 0) add_char(path, '/');
  return end == NULL ? NULL : end + 1;
}

// What is no file to execute is passed over; that there was one which is forbidden is said if
// nothing else is found.
static int search(struct machine* m, const char* name, const char* directories) {
  int result = -ENOENT;
  for (const char* next = directories; next != NULL;) {
    struct builder path = build(m->executable, sizeof m->executable);
    next = add_directory(&path, next);
    add(&path, name);
    if (path.cut) continue;

    const int error = check_executable(m->executable);
    if (error == 0) return 0;
    if (error == -EACCES) result = error;
  }
  return result;
}

static int find(struct machine* m, const char* name, const char* directories) {
  if (name[0] == 0) return -ENOENT;
  if (find_char(name, '/') == NULL) return search(m, name, directories);
  if (!copy_text(m->executable, sizeof m->executable, name)) return -ENAMETOOLONG;
  return check_executable(name);
}

bool op_find_executable(struct machine* m, const struct op_find_executable* op) {
  const int error = find(m, text_of(m, op->name), text_of(m, op->search_path));
  return error < 0 ? fail(m, "", -error) : true;
}
