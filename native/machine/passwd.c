// passwd(5): HOME of a user, from the container's own file, which may be anything.
#include "beneath.h"
#include "text.h"

#define MAX_SIZE (1u << 20)
#define FIELD_UID 2
#define FIELD_HOME 5

// The file, if it is one: opening a FIFO or a device could wait or do things.
static int open_passwd(struct machine* m) {
  const int path = open_beneath(m, "/etc/passwd", O_PATH);
  if (path < 0) return path;
  struct statx st;
  int fd = sys_fstat(path, STATX_TYPE, &st);
  if (fd == 0)
    fd = (st.stx_mode & S_IFMT) == S_IFREG ? reopen(m, path, O_RDONLY | O_NONBLOCK) : -EINVAL;
  discard(path);
  return fd;
}

// One line as it comes, byte by byte.
struct line {
  u32 field;
  char uid[16];
  char home[MAX_PATH - sizeof "HOME="];
  struct builder uid_text, home_text;
};

static void begin(struct line* line) {
  line->field = 0;
  line->uid_text = build(line->uid, sizeof line->uid);
  line->home_text = build(line->home, sizeof line->home);
}

static void take(struct line* line, char c) {
  if (c == ':') {
    line->field++;
  } else if (line->field == FIELD_UID) {
    add_char(&line->uid_text, c);
  } else if (line->field == FIELD_HOME) {
    add_char(&line->home_text, c);
  }
}

static bool is_of(const struct line* line, u64 uid) {
  u64 number;
  return line->field >= FIELD_HOME && !line->uid_text.cut && !line->home_text.cut &&
         line->home[0] != 0 && parse_number(line->uid, &number) && number == uid;
}

// True when line holds the entry of uid.
static bool find_entry(int fd, u64 uid, struct line* line) {
  char buffer[1024];
  long length;
  begin(line);
  for (u32 total = 0; total < MAX_SIZE && (length = sys_read(fd, buffer, sizeof buffer)) > 0;
       total += (u32)length) {
    for (long i = 0; i < length; i++) {
      if (buffer[i] != '\n') {
        take(line, buffer[i]);
      } else if (is_of(line, uid)) {
        return true;
      } else {
        begin(line);
      }
    }
  }
  // The last line may lack its end.
  return is_of(line, uid);
}

bool op_home(struct machine* m, const struct op_home* op) {
  const char* home = "/";
  struct line line;
  const int fd = open_passwd(m);
  if (fd >= 0) {
    if (find_entry(fd, op->uid, &line)) home = line.home;
    discard(fd);
  }
  struct builder b = build(m->home, sizeof m->home);
  add(&b, "HOME=");
  add(&b, home);
  return true;
}
