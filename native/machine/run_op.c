// The one switch over all ops.
#include "machine.h"

// The record as its generated struct; decode() has checked its size, kinds and bounds.
#define CASE(code, name) \
  case code:             \
    return op_##name(m, (const struct op_##name*)(const void*)op)

bool run_op(struct machine* m, const struct op_head* op) {
  switch ((enum op_code)op->code) {
    CASE(OP_PRINT, print);
    CASE(OP_LOG, log);
    CASE(OP_FAIL, fail);
    CASE(OP_EXIT, exit);
    CASE(OP_EXPECT_STATE, expect_state);
    CASE(OP_MKDIR, mkdir);
    CASE(OP_REMOVE_TREE, remove_tree);
    CASE(OP_WRITE, write);
    CASE(OP_WRITE_FILE, write_file);
    CASE(OP_LOCK, lock);
    CASE(OP_UNLINK, unlink);
    CASE(OP_CONNECT, connect);
    CASE(OP_LISTEN, listen);
    CASE(OP_SOCKETPAIR, socketpair);
    CASE(OP_OPEN_TREE, open_tree);
    CASE(OP_OPEN_NAMESPACE, open_namespace);
    CASE(OP_CLONE_SETUP, clone_setup);
    CASE(OP_CLONE_INIT, clone_init);
    CASE(OP_SETNS, setns);
    CASE(OP_UNSHARE, unshare);
    CASE(OP_SPAWN, spawn);
    CASE(OP_SIGNAL, signal);
    CASE(OP_SIGNAL_CGROUP, signal_cgroup);
    CASE(OP_END_PROCESS, end_process);
    CASE(OP_AWAIT_EXIT, await_exit);
    CASE(OP_PRLIMIT, prlimit);
    CASE(OP_SEND_FD, send_fd);
    CASE(OP_RECEIVE_FD, receive_fd);
    CASE(OP_AWAIT_EXEC, await_exec);
    CASE(OP_START_INIT, start_init);
    CASE(OP_SUPERVISE, supervise);
    CASE(OP_CGROUP_MKDIR, cgroup_mkdir);
    CASE(OP_CGROUP_RMDIR, cgroup_rmdir);
    CASE(OP_DEVICE_FILTER, device_filter);
    CASE(OP_SET_PROPAGATION, set_propagation);
    CASE(OP_ROOTFS, rootfs);
    CASE(OP_MOUNT, mount);
    CASE(OP_BIND, bind);
    CASE(OP_MOUNT_SETATTR, mount_setattr);
    CASE(OP_RECONFIGURE, reconfigure);
    CASE(OP_MKDIR_BENEATH, mkdir_beneath);
    CASE(OP_MKNOD, mknod);
    CASE(OP_SYMLINK, symlink);
    CASE(OP_OPEN_PTY, open_pty);
    CASE(OP_BIND_CONSOLE, bind_console);
    CASE(OP_CONTROLLING_TERMINAL, controlling_terminal);
    CASE(OP_PIVOT_ROOT, pivot_root);
    CASE(OP_SYSCTL, sysctl);
    CASE(OP_SETHOSTNAME, sethostname);
    CASE(OP_LINK_UP, link_up);
    CASE(OP_SETDOMAINNAME, setdomainname);
    CASE(OP_MASK_PATH, mask_path);
    CASE(OP_READONLY_PATH, readonly_path);
    CASE(OP_SETSID, setsid);
    CASE(OP_UNDUMPABLE, undumpable);
    CASE(OP_KEYRING, keyring);
    CASE(OP_CHOWN_STDIO, chown_stdio);
    CASE(OP_HOME, home);
    CASE(OP_CHDIR, chdir);
    CASE(OP_FIND_EXECUTABLE, find_executable);
    CASE(OP_UMASK, umask);
    CASE(OP_SETGROUPS, setgroups);
    CASE(OP_SETRESGID, setresgid);
    CASE(OP_SETRESUID, setresuid);
    CASE(OP_DROP_BOUNDING, drop_bounding);
    CASE(OP_CAPSET, capset);
    CASE(OP_NO_NEW_PRIVILEGES, no_new_privileges);
    CASE(OP_WAIT_FOR_START, wait_for_start);
    CASE(OP_EXECVE, execve);
  }
  return fail(m, "", 0);
}
