// What every primitive of the addon shares: the addon's state, and the one place where errno
// becomes an exception.
//
// The addon exports bare system calls: arguments in, one call, a result or a SyscallError out.
// Defaults, retries and texts are JavaScript's business.

#ifndef RUNTS_ADDON_H_
#define RUNTS_ADDON_H_

#include <napi.h>

#include <cerrno>
#include <string>

namespace runts {

// State of one environment; there is no other, so worker threads may load the addon too.
struct Addon {
  // class SyscallError, constructor(errno: number, syscall: string, path?: string)
  Napi::FunctionReference syscall_error;
};

/// Throws `new SyscallError(errno, syscall, path)`; its code and message are made in JavaScript.
[[noreturn]] inline void ThrowErrno(Napi::Env env, const char* syscall,
                                    const std::string& path = {}) {
  const int saved = errno;
  throw Napi::Error(env, env.GetInstanceData<Addon>()->syscall_error.New({
                             Napi::Number::New(env, saved),
                             Napi::String::New(env, syscall),
                             path.empty() ? env.Undefined() : Napi::String::New(env, path),
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

Napi::Value Flock(const Napi::CallbackInfo& info);
Napi::Value MemfdCreate(const Napi::CallbackInfo& info);
Napi::Value SendProgram(const Napi::CallbackInfo& info);

}  // namespace runts

#endif  // RUNTS_ADDON_H_
