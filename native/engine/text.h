// Texts between UTF-8 and XS's strings, which are CESU-8 with NUL as two bytes.

#ifndef RUNTS_ENGINE_TEXT_H
#define RUNTS_ENGINE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "xsAll.h"

// Pushes well-formed UTF-8 as a string.
void push_text(txMachine* the, const char* utf8, size_t length);

// How many bytes a string takes in UTF-8; a lone surrogate takes the three of U+FFFD.
size_t utf8_length(const char* string);

// Writes them. `string` ends with NUL.
void write_utf8(const char* string, char* utf8);

// XS's, which declares it for embedders that see no slots: the bytes of a Uint8Array.
txInteger _xsmcGetBuffer(txMachine* the, txSlot* slot, void** bytes, txUnsigned* size,
                         txBoolean writable);

#endif
