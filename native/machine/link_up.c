// netdevice(7): bringing an interface up.
#include <linux/sockios.h>

#include "descriptor.h"
#include "machine.h"
#include "sys.h"
#include "text.h"

#define AF_INET 2
#define SOCK_DGRAM 2
#define IFF_UP 1

// struct ifreq as these two requests use it; linux/if.h wants the libc's sockets.
struct interface_flags {
  char name[16];
  short flags;
  char rest[22];
};

bool op_link_up(struct machine* m, const struct op_link_up* op) {
  struct interface_flags request = {0};
  if (!copy_text(request.name, sizeof request.name, text_of(m, op->name)))
    return fail(m, "", ENAMETOOLONG);

  // Any socket stands for its network namespace.
  const int fd = sys_socket(AF_INET, SOCK_DGRAM);
  if (fd < 0) return fail(m, "socket", -fd);
  int error = sys_ioctl(fd, SIOCGIFFLAGS, &request);
  if (error == 0) {
    request.flags |= IFF_UP;
    error = sys_ioctl(fd, SIOCSIFFLAGS, &request);
  }
  discard(fd);
  return error < 0 ? fail(m, "ioctl", -error) : true;
}
