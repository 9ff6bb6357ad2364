// `Host` of runtime/host/host.ts: each function binds the one of its name in ../host/host.h.
//
//   cwd(): string                                realpath(path: string): string
//   ids(): Omit<Ids, 'pid'>                      readlink(path: string): string
//   read(path: string, max?: number): string     statfs(path: string): number
//   list(path: string): string[]                 hash(text: string): string
//   stat(path: string): Stat | undefined         startTime(pid: number): number | undefined
//   lock(path: string, wait: number | undefined, held: number): number
//
// All throw HostError. `lock` returns the lock's descriptor, close-on-exec and the caller's; `held`
// is the one that the caller has already, or -1.

#include <cstdlib>
#include <memory>

#include "addon.h"

namespace runts {

namespace {

using Heap = std::unique_ptr<void, decltype(&std::free)>;

Heap Own(void* memory) { return Heap(memory, std::free); }

// Throws `new HostError(call, path, name, text)`.
[[noreturn]] void Throw(Napi::Env env, const host_error& error, Napi::Value path) {
  if (error.path[0] != '\0') path = Napi::String::New(env, error.path);
  throw Napi::Error(env, env.GetInstanceData<Addon>()->host_error.New({
                             Napi::String::New(env, error.call),
                             path,
                             Napi::String::New(env, error.name),
                             Napi::String::New(env, error.text),
                         }));
}

// The first argument, for the call of this name.
std::string PathArgument(const Napi::CallbackInfo& info, const char* call) {
  if (!info[0].IsString()) throw Napi::TypeError::New(info.Env(), "path must be a string");
  const std::string path = info[0].As<Napi::String>();
  host_error error;
  if (!host_is_path(call, path.data(), path.size(), &error)) Throw(info.Env(), error, info[0]);
  return path;
}

Napi::String Take(Napi::Env env, const host_text& text) {
  const Heap owned = Own(text.at);
  return Napi::String::New(env, text.at, text.length);
}

// A function of a path that gives a text.
template <bool look(const char*, host_text*, host_error*)>
Napi::Value TextOfPath(const Napi::CallbackInfo& info, const char* call) {
  const std::string path = PathArgument(info, call);
  host_text text;
  host_error error;
  if (!look(path.c_str(), &text, &error)) Throw(info.Env(), error, info[0]);
  return Take(info.Env(), text);
}

}  // namespace

Napi::Value Cwd(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  host_text text;
  host_error error;
  if (!host_cwd(&text, &error)) Throw(env, error, Napi::String::New(env, "."));
  return Take(env, text);
}

Napi::Value Ids(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  host_credentials ids;
  host_error error;
  if (!host_ids(&ids, &error)) Throw(env, error, Napi::String::New(env, "."));
  const Heap owned = Own(ids.groups);

  Napi::Array groups = Napi::Array::New(env, ids.group_count);
  for (uint32_t i = 0; i < ids.group_count; i++) groups[i] = Napi::Number::New(env, ids.groups[i]);
  Napi::Object result = Napi::Object::New(env);
  result["uid"] = Napi::Number::New(env, ids.uid);
  result["gid"] = Napi::Number::New(env, ids.gid);
  result["groups"] = groups;
  result["capEff"] = Napi::String::New(env, ids.cap_eff);
  return result;
}

Napi::Value Read(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::string path = PathArgument(info, "open");
  const uint64_t max = info[1].IsUndefined()
                           ? HOST_READ_MAX
                           : static_cast<uint64_t>(info[1].As<Napi::Number>().DoubleValue());
  host_text text;
  host_error error;
  if (!host_read(path.c_str(), max, &text, &error)) Throw(env, error, info[0]);
  return Take(env, text);
}

Napi::Value List(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::string path = PathArgument(info, "scandir");
  host_names list;
  host_error error;
  if (!host_list(path.c_str(), &list, &error)) Throw(env, error, info[0]);
  const Heap names = Own(list.names), bytes = Own(list.bytes);

  Napi::Array result = Napi::Array::New(env, list.count);
  for (uint32_t i = 0; i < list.count; i++) result[i] = Napi::String::New(env, list.names[i]);
  return result;
}

Napi::Value Stat(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::string path = PathArgument(info, "stat");
  host_file stat;
  host_error error;
  if (!host_stat(path.c_str(), &stat, &error)) Throw(env, error, info[0]);
  if (!stat.found) return env.Undefined();

  Napi::Object result = Napi::Object::New(env);
  result["kind"] = Napi::String::New(env, stat.kind);
  result["mode"] = Napi::Number::New(env, stat.mode);
  result["uid"] = Napi::Number::New(env, stat.uid);
  result["gid"] = Napi::Number::New(env, stat.gid);
  result["size"] = Napi::Number::New(env, static_cast<double>(stat.size));
  result["major"] = Napi::Number::New(env, stat.major);
  result["minor"] = Napi::Number::New(env, stat.minor);
  return result;
}

Napi::Value Realpath(const Napi::CallbackInfo& info) {
  return TextOfPath<host_realpath>(info, "realpath");
}

Napi::Value Readlink(const Napi::CallbackInfo& info) {
  return TextOfPath<host_readlink>(info, "readlink");
}

Napi::Value Statfs(const Napi::CallbackInfo& info) {
  const std::string path = PathArgument(info, "statfs");
  uint64_t type;
  host_error error;
  if (!host_statfs(path.c_str(), &type, &error)) Throw(info.Env(), error, info[0]);
  return Napi::Number::New(info.Env(), static_cast<double>(type));
}

Napi::Value Hash(const Napi::CallbackInfo& info) {
  if (!info[0].IsString()) throw Napi::TypeError::New(info.Env(), "text must be a string");
  const std::string text = info[0].As<Napi::String>();
  char hex[65];
  host_sha256(text.data(), text.size(), hex);
  return Napi::String::New(info.Env(), hex);
}

Napi::Value StartTime(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!info[0].IsNumber()) throw Napi::TypeError::New(env, "pid must be a number");
  host_start start;
  host_error error;
  if (!host_start_time(info[0].As<Napi::Number>(), &start, &error)) Throw(env, error, info[0]);
  if (!start.alive) return env.Undefined();
  return Napi::Number::New(env, static_cast<double>(start.ticks));
}

Napi::Value Lock(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::string path = PathArgument(info, "flock");
  const int64_t wait = info[1].IsUndefined() ? -1 : info[1].As<Napi::Number>().Int64Value();
  int held = IntArgument(info, 2, "held");
  host_error error;
  if (!host_lock(path.c_str(), wait, &held, &error)) Throw(env, error, info[0]);
  return Napi::Number::New(env, held);
}

}  // namespace runts
