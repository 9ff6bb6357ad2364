// A JSON writer on stdout for the test programs: no tree, no heap, commas placed by itself.

#ifndef RUNTS_TEST_PROBE_JSON_H_
#define RUNTS_TEST_PROBE_JSON_H_

#include <stdint.h>

// A key is NULL inside an array and at the top.
void json_object(const char* key);
void json_array(const char* key);
void json_close(void);
void json_string(const char* key, const char* value);
void json_number(const char* key, int64_t value);
void json_boolean(const char* key, int value);
void json_null(const char* key);

// The name of an error number, "EPERM"; null for 0.
void json_errno(const char* key, int error);

// The text of a file, or null where it cannot be read; at most 1 MiB.
void json_file(const char* key, const char* path);

// The lines of a file as an array, or null.
void json_lines(const char* key, const char* path);

// The target of a symbolic link, or null.
void json_link(const char* key, const char* path);

// Ends a line and writes it out.
void json_flush(void);

#endif  // RUNTS_TEST_PROBE_JSON_H_
