// memfd_create(2): a file in memory that holds the bytes and can never be changed again.
//
//   memfdCreate(name: string, bytes: Uint8Array): number
//
// The descriptor is close-on-exec and belongs to the caller. Sealed with F_SEAL_WRITE, SHRINK, GROW
// and SEAL; not executable where the kernel knows MFD_NOEXEC_SEAL (Linux 6.3). Linux 3.17.

#include <fcntl.h>
#include <linux/memfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "addon.h"

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

namespace runts {

// Closes the half-made memfd, keeping errno.
[[noreturn]] static void Abandon(Napi::Env env, int fd, const char* syscall) {
  const int saved = errno;
  close(fd);
  errno = saved;
  ThrowErrno(env, syscall);
}

Napi::Value MemfdCreate(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!info[0].IsString()) throw Napi::TypeError::New(env, "name must be a string");
  const std::string name = info[0].As<Napi::String>();
  const Napi::Uint8Array bytes = BytesArgument(info, 1, "bytes");

  const unsigned int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  int fd = memfd_create(name.c_str(), flags | MFD_NOEXEC_SEAL);
  if (fd < 0 && errno == EINVAL) fd = memfd_create(name.c_str(), flags);
  if (fd < 0) ThrowErrno(env, "memfd_create");

  for (size_t done = 0; done < bytes.ByteLength();) {
    // pwrite: the offset stays at the beginning for whoever reads.
    const ssize_t written =
        pwrite(fd, bytes.Data() + done, bytes.ByteLength() - done, static_cast<off_t>(done));
    if (written < 0 && errno != EINTR) Abandon(env, fd, "pwrite");
    if (written > 0) done += static_cast<size_t>(written);
  }
  if (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) < 0) {
    Abandon(env, fd, "fcntl");
  }
  return Napi::Number::New(env, fd);
}

}  // namespace runts
