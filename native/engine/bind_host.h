// `Host` of runtime/host/host.ts over the functions of native/host.

#ifndef RUNTS_ENGINE_BIND_HOST_H
#define RUNTS_ENGINE_BIND_HOST_H

struct sxMachine;

// Pushes the object.
void push_host(struct sxMachine* the);

extern char* const* host_environment;
extern const char* host_directory;

// The lock that planning took, or -1.
extern int host_lock_descriptor;

#endif
