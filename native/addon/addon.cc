// The addon's table of contents.
//
//   initialize(SyscallError, HostError): void    must be called once, before anything else

#include "addon.h"

namespace runts {

static Napi::FunctionReference ClassArgument(const Napi::CallbackInfo& info, size_t index) {
  if (!info[index].IsFunction()) {
    throw Napi::TypeError::New(info.Env(), "SyscallError and HostError must be classes");
  }
  return Napi::Persistent(info[index].As<Napi::Function>());
}

static Napi::Value Initialize(const Napi::CallbackInfo& info) {
  Addon* const addon = info.Env().GetInstanceData<Addon>();
  addon->syscall_error = ClassArgument(info, 0);
  addon->host_error = ClassArgument(info, 1);
  return info.Env().Undefined();
}

using Method = Napi::Value (*)(const Napi::CallbackInfo&);

static Napi::Object Exports(Napi::Env env, Napi::Object exports) {
  static const std::pair<const char*, Method> methods[] = {
      {"initialize", Initialize},
      {"memfdCreate", MemfdCreate},
      {"sendProgram", SendProgram},
      {"cwd", Cwd},
      {"ids", Ids},
      {"read", Read},
      {"list", List},
      {"stat", Stat},
      {"realpath", Realpath},
      {"readlink", Readlink},
      {"statfs", Statfs},
      {"hash", Hash},
      {"startTime", StartTime},
      {"lock", Lock},
  };
  env.SetInstanceData(new Addon());
  for (const auto& [name, method] : methods) {
    exports[name] = Napi::Function::New(env, method, name);
  }
  return exports;
}

NODE_API_MODULE(runts, Exports)

}  // namespace runts
