// fsopen(2), fsconfig(2), fspick(2): file systems by options.
#include "fsopen.h"

#include "beneath.h"
#include "descriptor.h"
#include "text.h"

// The last error in the context's own words: messages are "e text", "w text" or "i text", one a
// read.
static bool fail_in_words(struct machine* m, int fs, const char* call, int error) {
  char message[256], words[256] = "";
  long length;
  while ((length = sys_read(fs, message, sizeof message - 1)) > 0) {
    while (length > 0 && message[length - 1] == '\n') length--;
    message[length] = 0;
    if (starts_with(message, "e ")) copy_text(words, sizeof words, message + 2);
  }
  return words[0] == 0 ? fail(m, call, error) : fail_at(m, call, error, words);
}

bool configure(struct machine* m, int fs, u32 command, const char* key, const char* value) {
  const int error = sys_fsconfig(fs, command, key, value, 0);
  return error < 0 ? fail_in_words(m, fs, "fsconfig", -error) : true;
}

static bool give_option(struct machine* m, int fs, const char* option) {
  const char* value = find_char(option, '=');
  if (value == NULL) return configure(m, fs, FSCONFIG_SET_FLAG, option, NULL);

  char key[MAX_NAME];
  struct builder b = build(key, sizeof key);
  add_bytes(&b, option, (size_t)(value - option));
  return configure(m, fs, FSCONFIG_SET_STRING, key, value + 1);
}

bool give_options(struct machine* m, int fs, struct cell options) {
  for (u32 i = 0; i < options.length; i++) {
    const char* option = text_at(m, options, i);
    if (option[0] != 0 && !give_option(m, fs, option)) return false;
  }
  return true;
}

static bool carries(const char* text, size_t limit) {
  for (size_t i = 0; text[i] != 0; i++) {
    if (i >= limit || text[i] == ',' || text[i] == '"' || text[i] == '\\') return false;
  }
  return true;
}

bool fsconfig_carries(const struct machine* m, const char* source, struct cell options) {
  if (source != NULL && strlen(source) >= MAX_NAME) return false;
  for (u32 i = 0; i < options.length; i++) {
    const char* option = text_at(m, options, i);
    const char* value = find_char(option, '=');
    if (value != NULL && (value - option >= MAX_NAME || !carries(value + 1, MAX_NAME - 1)))
      return false;
    if (value == NULL && !carries(option, MAX_NAME - 1)) return false;
  }
  return true;
}

// --- mount(2)
// -----------------------------------------------------------------------------------------

// What is an option for fsconfig and a flag for mount(2).
static const struct {
  const char* option;
  u64 flag;
} superblock_flags[] = {
    {"ro", MS_RDONLY},
    {"rw", 0},
    {"sync", MS_SYNCHRONOUS},
    {"async", 0},
    {"dirsync", MS_DIRSYNC},
    {"mand", MS_MANDLOCK},
    {"nomand", 0},
    {"lazytime", MS_LAZYTIME},
    {"nolazytime", 0},
};

static bool is_flag(const char* option, u64* flags) {
  for (size_t i = 0; i < sizeof superblock_flags / sizeof superblock_flags[0]; i++) {
    if (!equal(option, superblock_flags[i].option)) continue;
    *flags |= superblock_flags[i].flag;
    return true;
  }
  return false;
}

static u64 mount_flags(u64 attributes) {
  u64 flags = 0;
  if (attributes & MOUNT_ATTR_RDONLY) flags |= MS_RDONLY;
  if (attributes & MOUNT_ATTR_NOSUID) flags |= MS_NOSUID;
  if (attributes & MOUNT_ATTR_NODEV) flags |= MS_NODEV;
  if (attributes & MOUNT_ATTR_NOEXEC) flags |= MS_NOEXEC;
  if (attributes & MOUNT_ATTR_NODIRATIME) flags |= MS_NODIRATIME;
  if (attributes & MOUNT_ATTR_NOSYMFOLLOW) flags |= MS_NOSYMFOLLOW;
  if (attributes & MOUNT_ATTR_NOATIME) flags |= MS_NOATIME;
  if (attributes & MOUNT_ATTR_STRICTATIME) flags |= MS_STRICTATIME;
  return flags;
}

int mount_by_data(struct machine* m, const struct op_mount* op, int target, u64 attributes) {
  // A page is what the kernel takes.
  char data[4096];
  struct builder b = build(data, sizeof data);
  u64 flags = mount_flags(attributes);
  for (u32 i = 0; i < op->options.length; i++) {
    const char* option = text_at(m, op->options, i);
    if (option[0] == 0 || is_flag(option, &flags)) continue;
    if (b.length > 0) add_char(&b, ',');
    add(&b, option);
  }
  if (b.cut) return -ENAMETOOLONG;

  int error = sys_fchdir(target);
  if (error < 0) return error;
  const char* source = op->head.present & HAS_MOUNT_SOURCE ? text_of(m, op->source) : "none";
  error = sys_mount(source, ".", text_of(m, op->filesystemtype), flags, data);
  m->in_root = false;
  m->astray = true;
  return error;
}

// --- fspick(2)
// ----------------------------------------------------------------------------------------

static bool reconfigure(struct machine* m, int fs, struct cell options) {
  return give_options(m, fs, options) && configure(m, fs, FSCONFIG_CMD_RECONFIGURE, NULL, NULL);
}

bool op_reconfigure(struct machine* m, const struct op_reconfigure* op) {
  const int target = open_beneath(m, text_of(m, op->target), O_PATH);
  if (target < 0) return fail(m, "openat2", -target);
  const int fs = sys_fspick(target, "", FSPICK_EMPTY_PATH);
  discard(target);
  if (fs < 0) return fail(m, "fspick", -fs);

  const bool done = reconfigure(m, fs, op->options);
  discard(fs);
  return done;
}
