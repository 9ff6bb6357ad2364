// A file system by options, on descriptors or by mount(2).
#ifndef RUNTS_FSOPEN_H
#define RUNTS_FSOPEN_H

#include "machine.h"

// Gives each option to a file system context; false with the failure set, in the file system's own
// words.
bool give_options(struct machine* m, int fs, struct cell options);

// One command or parameter; false likewise.
bool configure(struct machine* m, int fs, u32 command, const char* key, const char* value);

// Whether fsconfig(2) can carry source and options: values end at 255 bytes, and what is quoted,
// escaped or several options in one is for the parser of mount(2).
bool fsconfig_carries(const struct machine* m, const char* source, struct cell options);

// mount(2) onto the working directory, so that no path is used: source, type, options and
// attributes on a directory. 0 or a negative errno.
int mount_by_data(struct machine* m, const struct op_mount* op, int target, u64 attributes);

#endif
