// The log that --log names: one record a line, appended in one write, because engines read what
// earlier commands wrote and two commands may write at once. JSON as containerd and podman parse
// it, or text as people and `journalctl` do.
#include "output.h"
#include "sys.h"
#include "text.h"

static const char* const level_names[] = {"debug", "info", "warning", "error"};

// The length of the UTF-8 sequence at text, 0 where there is none.
static u32 sequence(const u8* text) {
  if (text[0] < 0x80) return 1;
  if (text[0] < 0xc2 || text[0] > 0xf4) return 0;
  const u32 length = text[0] < 0xe0 ? 2 : text[0] < 0xf0 ? 3 : 4;
  for (u32 i = 1; i < length; i++) {
    if ((text[i] & 0xc0) != 0x80) return 0;  // also at the NUL
  }
  if (text[0] == 0xe0 && text[1] < 0xa0) return 0;  // overlong
  if (text[0] == 0xed && text[1] > 0x9f) return 0;  // surrogates
  if (text[0] == 0xf0 && text[1] < 0x90) return 0;  // overlong
  if (text[0] == 0xf4 && text[1] > 0x8f) return 0;  // past U+10FFFF
  return length;
}

// A quoted string that both JSON and Go's %q can read.
static void add_quoted(struct builder* b, const char* text, bool json) {
  add_char(b, '"');
  for (const u8* at = (const u8*)text; *at != 0;) {
    const u32 length = sequence(at);
    if (length == 0) {
      add(b, "\xef\xbf\xbd");  // U+FFFD
      at++;
    } else if (length > 1) {
      add_bytes(b, (const char*)at, length);
      at += length;
    } else {
      const u8 c = *at++;
      if (c == '"' || c == '\\') {
        add_char(b, '\\');
        add_char(b, (char)c);
      } else if (c >= 0x20 && c != 0x7f) {
        add_char(b, (char)c);
      } else if (c == '\n') {
        add(b, "\\n");
      } else if (c == '\t') {
        add(b, "\\t");
      } else {
        add(b, json ? "\\u" : "\\x");
        add_hex(b, c, json ? 4 : 2);
      }
    }
  }
  add_char(b, '"');
}

// The calendar date of a day counted from 1970-01-01, in the proleptic Gregorian calendar. Years
// are counted from March, so that the leap day is the last one of a year.
static void add_date(struct builder* b, u64 days) {
  const u64 shifted = days + 719468;  // from 0000-03-01
  const u64 era = shifted / 146097, day_of_era = shifted % 146097;
  const u64 year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const u64 day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const u64 month = (5 * day_of_year + 2) / 153;  // 0 is March
  const u64 day = day_of_year - (153 * month + 2) / 5 + 1;
  add_padded(b, era * 400 + year_of_era + (month >= 10 ? 1 : 0), 4);
  add_char(b, '-');
  add_padded(b, month < 10 ? month + 3 : month - 9, 2);
  add_char(b, '-');
  add_padded(b, day, 2);
}

// RFC 3339 in UTC, with nanoseconds.
static void add_time(struct builder* b) {
  struct __kernel_timespec now = {0};
  sys_clock_gettime(CLOCK_REALTIME, &now);
  const u64 seconds = (u64)now.tv_sec;
  add_date(b, seconds / 86400);
  add_char(b, 'T');
  add_padded(b, seconds / 3600 % 24, 2);
  add_char(b, ':');
  add_padded(b, seconds / 60 % 60, 2);
  add_char(b, ':');
  add_padded(b, seconds % 60, 2);
  add_char(b, '.');
  add_padded(b, (u64)now.tv_nsec, 9);
  add_char(b, 'Z');
}

static void append(const struct machine* m, u64 level, const char* text) {
  const char* path = text_of(m, m->header->log_path);
  if (*path == 0 || m->track != TRACK_RUNTIME) return;  // the file is the runtime namespace's

  // The worst case is six bytes for one.
  static char record[6 * MAX_TEXT + 256];
  struct builder b = build(record, sizeof record);
  if ((m->header->flags & HEADER_LOG_JSON) != 0) {
    add(&b, "{\"level\":\"");
    add(&b, level_names[level]);
    add(&b, "\",\"msg\":");
    add_quoted(&b, text, true);
    add(&b, ",\"time\":\"");
    add_time(&b);
    add(&b, "\"}\n");
  } else {
    add(&b, "time=\"");
    add_time(&b);
    add(&b, "\" level=");
    add(&b, level_names[level]);
    add(&b, " msg=");
    add_quoted(&b, text, false);
    add(&b, "\n");
  }

  // Non-blocking: a FIFO that nobody reads must not hold a container up.
  const int fd =
      sys_open(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOCTTY, 0644 & ~m->umask);
  const int error = fd < 0 ? fd : write_all(fd, record, b.length);
  if (error < 0) say("cannot write to the log");
  if (fd >= 0) sys_close(fd);
}

void log_record(const struct machine* m, u64 level, const char* text) {
  const bool debug = (m->header->flags & HEADER_DEBUG) != 0;
  if (level < PLAN_LEVEL_ERROR && !debug) return;
  append(m, level, text);
}

void warn(struct machine* m, const char* text) {
  if ((m->header->flags & HEADER_DEBUG) == 0) return;
  append(m, PLAN_LEVEL_WARNING, text);
  say(text);
}

void report(const struct machine* m, const char* text) {
  say(text);
  append(m, PLAN_LEVEL_ERROR, text);
}

bool op_print(struct machine* m, const struct op_print* op) {
  struct text_cursor c = text_begin(op->text);
  const char* piece;
  size_t length;
  while (text_next(m, &c, &piece, &length)) {
    const int error = write_all(op->fd == 2 ? 2 : 1, piece, length);
    if (error < 0) return fail(m, "write", -error);
  }
  return true;
}

bool op_log(struct machine* m, const struct op_log* op) {
  char text[MAX_TEXT];
  fill(m, op->text, text, sizeof text);  // what does not fit is cut off
  log_record(m, op->level, text);
  if ((m->header->flags & HEADER_DEBUG) != 0) say(text);
  return true;
}
