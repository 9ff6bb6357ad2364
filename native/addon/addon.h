// What every primitive of the addon shares: the addon's state, and the one place where errno
// becomes an exception.
//
// The addon exports bare system calls: arguments in, one call, a result or a SyscallError out;
// and `Host`, which is written in ../host.

#ifndef RUNTS_ADDON_H_
#define RUNTS_ADDON_H_

#include <napi.h>

#include <cerrno>
#include <string>

#include "../host/host.h"

namespace runts {

// State of one environment; there is no other, so worker threads may load the addon too.
struct Addon {
  // class SyscallError, constructor(errno: number, code: string, text: string, syscall: string)
  Napi::FunctionReference syscall_error;
  // class HostError, constructor(syscall: string, path: string, errno: string, text: string)
  Napi::FunctionReference host_error;
};

/// Throws `new SyscallError(errno, code, text, syscall)`; its message is made in JavaScript.
[[noreturn]] inline void ThrowErrno(Napi::Env env, const char* syscall) {
  host_error error;
  host_fail(&error, syscall, errno);
  throw Napi::Error(env, env.GetInstanceData<Addon>()->syscall_error.New({
                             Napi::Number::New(env, error.number),
                             Napi::String::New(env, error.name),
                             Napi::String::New(env, error.text),
                             Napi::String::New(env, error.call),
                         }));
}

/// An argument that must be a number fitting an int.
inline int IntArgument(const Napi::CallbackInfo& info, size_t index, const char* name) {
  if (!info[index].IsNumber()) {
    throw Napi::TypeError::New(info.Env(), std::string(name) + " must be a number");
  }
  return info[index].As<Napi::Number>().Int32Value();
}

/// An argument that must be a Uint8Array (a Buffer is one).
inline Napi::Uint8Array BytesArgument(const Napi::CallbackInfo& info, size_t index,
                                      const char* name) {
  if (!info[index].IsTypedArray() ||
      info[index].As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array) {
    throw Napi::TypeError::New(info.Env(), std::string(name) + " must be a Uint8Array");
  }
  return info[index].As<Napi::Uint8Array>();
}

Napi::Value MemfdCreate(const Napi::CallbackInfo& info);
Napi::Value SendProgram(const Napi::CallbackInfo& info);

// --- host.cc ---

Napi::Value Cwd(const Napi::CallbackInfo& info);
Napi::Value Ids(const Napi::CallbackInfo& info);
Napi::Value Read(const Napi::CallbackInfo& info);
Napi::Value List(const Napi::CallbackInfo& info);
Napi::Value Stat(const Napi::CallbackInfo& info);
Napi::Value Realpath(const Napi::CallbackInfo& info);
Napi::Value Readlink(const Napi::CallbackInfo& info);
Napi::Value Statfs(const Napi::CallbackInfo& info);
Napi::Value Hash(const Napi::CallbackInfo& info);
Napi::Value StartTime(const Napi::CallbackInfo& info);
Napi::Value Lock(const Napi::CallbackInfo& info);

}  // namespace runts

#endif  // RUNTS_ADDON_H_
