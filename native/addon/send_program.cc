// sendmsg(2), unix(7): sends a program to the launcher, with its first byte a lock's descriptor,
// and ends the stream.
//
//   sendProgram(channel: number, bytes: Uint8Array, lock: number): void
//
// `lock` is -1 when there is none; the caller keeps its own descriptor. The channel is a connected
// stream socket, which is written to its end and shut down for writing. Any Linux.

#include <sys/socket.h>
#include <unistd.h>

#include <cstring>

#include "addon.h"

namespace runts {

Napi::Value SendProgram(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const int channel = IntArgument(info, 0, "channel");
  Napi::Uint8Array bytes = BytesArgument(info, 1, "bytes");
  const int lock = IntArgument(info, 2, "lock");

  iovec data{};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;

  alignas(cmsghdr) char control[CMSG_SPACE(sizeof lock)] = {};
  if (lock >= 0) {
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof lock);
    std::memcpy(CMSG_DATA(header), &lock, sizeof lock);
  }

  for (size_t done = 0; done < bytes.ByteLength();) {
    data.iov_base = bytes.Data() + done;
    data.iov_len = bytes.ByteLength() - done;
    const ssize_t sent = sendmsg(channel, &message, MSG_NOSIGNAL);
    if (sent < 0 && errno != EINTR) ThrowErrno(env, "sendmsg");
    if (sent <= 0) continue;
    done += static_cast<size_t>(sent);
    message.msg_control = nullptr;
    message.msg_controllen = 0;
  }
  if (shutdown(channel, SHUT_WR) < 0) ThrowErrno(env, "shutdown");

  return env.Undefined();
}

}  // namespace runts
