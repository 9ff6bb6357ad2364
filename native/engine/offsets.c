// Where the n-th character of a string lies, and how many it has. XS counts from the beginning each
// time, which makes the walk of the planner's scanner over a text quadratic; these go on from where
// the last call ended. That is safe while nothing is collected: a string's bytes do not move then,
// and one that is appended to in place keeps what it had.

#include "offsets.h"

#include "xsAll.h"

bool engine_collects;

// A shorter way costs less than the memory of the last one.
#define SHORT 64

static struct {
  const unsigned char* string;
  txSize index;
  txSize offset;
} last_offset;

static bool begins_character(unsigned char byte) { return (byte & 0xc0) != 0x80; }

txSize fxUnicodeToUTF8Offset(txString string, txSize index) {
  const unsigned char* const bytes = (const unsigned char*)string;
  txSize at = 0;
  txSize offset = 0;
  const bool remember = !engine_collects && index > SHORT;
  // From there forwards, or backwards where that is nearer than the beginning.
  if (remember && last_offset.string == bytes && last_offset.index / 2 <= index) {
    at = last_offset.index;
    offset = last_offset.offset;
  }
  for (; at > index; at--) {
    do offset--;
    while (!begins_character(bytes[offset]));
  }
  // `offset` stands where character `at` begins.
  for (; at < index && bytes[offset] != 0; at++) {
    do offset++;
    while (bytes[offset] != 0 && !begins_character(bytes[offset]));
  }
  if (at < index) return -1;
  if (remember) {
    last_offset.string = bytes;
    last_offset.index = index;
    last_offset.offset = offset;
  }
  return offset;
}

static struct {
  const unsigned char* string;
  size_t size;
  txSize length;
} last_length;

txSize fxUnicodeLength(txString string) {
  const unsigned char* const bytes = (const unsigned char*)string;
  if (!engine_collects && last_length.string == bytes && bytes[last_length.size] == 0) {
    return last_length.length;
  }
  const size_t size = strlen(string);
  txSize length = 0;
  for (size_t i = 0; i < size; i++) length += begins_character(bytes[i]);
  if (!engine_collects && size > SHORT) {
    last_length.string = bytes;
    last_length.size = size;
    last_length.length = length;
  }
  return length;
}
