// The addon's table of contents.
//
//   initialize(SyscallError): void    must be called once, before anything else

#include "addon.h"

namespace runts {

static Napi::Value Initialize(const Napi::CallbackInfo& info) {
  if (!info[0].IsFunction()) {
    throw Napi::TypeError::New(info.Env(), "SyscallError must be a class");
  }
  info.Env().GetInstanceData<Addon>()->syscall_error =
      Napi::Persistent(info[0].As<Napi::Function>());
  return info.Env().Undefined();
}

static Napi::Object Exports(Napi::Env env, Napi::Object exports) {
  env.SetInstanceData(new Addon());
  exports["initialize"] = Napi::Function::New(env, Initialize, "initialize");
  exports["flock"] = Napi::Function::New(env, Flock, "flock");
  exports["memfdCreate"] = Napi::Function::New(env, MemfdCreate, "memfdCreate");
  exports["sendProgram"] = Napi::Function::New(env, SendProgram, "sendProgram");
  return exports;
}

NODE_API_MODULE(runts, Exports)

}  // namespace runts
