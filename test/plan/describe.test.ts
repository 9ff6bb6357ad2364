import t from 'tap';
import { describe, show } from '../../runtime/plan/describe.ts';
import { type Op, type OpName, type OpOf, ops } from '../../runtime/plan/op.ts';

/** Each op with the fields that its sentence needs. */
const sentences: { readonly [N in OpName]: readonly [Partial<OpOf<N>>, string] } = {
  print: [{ fd: 1 }, 'write to descriptor 1'],
  log: [{}, 'write to the log'],
  fail: [{}, 'go on'],
  exit: [{}, 'exit'],
  expectState: [{ path: '/s' }, 'find the expected state in "/s"'],
  mkdir: [{ path: '/d' }, 'make directory "/d"'],
  removeTree: [{ path: '/d' }, 'remove directory "/d"'],
  write: [
    { path: ['/proc/', { slot: 'pid' }, '/uid_map'], data: '0 0 1\n' },
    'write "0 0 1\n" to "/proc/PID/uid_map"',
  ],
  writeFile: [{ path: '/f' }, 'write file "/f"'],
  lock: [{ path: '/l' }, 'take lock "/l"'],
  unlink: [{ path: '/f' }, 'remove file "/f"'],
  connect: [{ path: '/s' }, 'connect to socket "/s"'],
  listen: [{ path: '/s' }, 'listen on socket "/s"'],
  socketpair: [{}, 'make a socket pair'],
  openTree: [{ source: '/usr' }, 'open mount source "/usr"'],
  openNamespace: [{ path: '/ns' }, 'open namespace "/ns"'],
  cloneSetup: [{}, 'start the setup process'],
  cloneInit: [{}, 'start the init process'],
  setns: [{ from: '/ns' }, 'join namespace "/ns"'],
  linkUp: [{ name: 'lo' }, 'bring interface "lo" up'],
  unshare: [{ flags: ['CLONE_NEWNS', 'CLONE_NEWTIME'] }, 'unshare CLONE_NEWNS CLONE_NEWTIME'],
  spawn: [{ path: '/bin/x' }, 'run "/bin/x"'],
  signal: [{ signal: 15, pid: 7 }, 'send signal 15 to process 7'],
  signalCgroup: [{ signal: 9, path: '/c' }, 'send signal 9 to cgroup "/c"'],
  endProcess: [{ pid: 7 }, 'end process 7'],
  awaitExit: [{ pid: 7 }, 'wait for process 7 to end'],
  prlimit: [{ resource: 'RLIMIT_CORE' }, 'set RLIMIT_CORE'],
  sendFd: [{}, 'send the terminal to the console socket'],
  receiveFd: [{}, 'receive the terminal'],
  awaitExec: [{}, 'wait for the program to start'],
  startInit: [{ pid: 7 }, 'start process 7'],
  supervise: [{}, 'wait for the init process'],
  cgroupMkdir: [{ path: '/c' }, 'make cgroup "/c"'],
  cgroupRmdir: [{ path: '/c' }, 'remove cgroup "/c"'],
  deviceFilter: [{ path: '/c' }, 'attach the device filter to cgroup "/c"'],
  setPropagation: [{ propagation: 'slave' }, "set the mounts' propagation to slave"],
  rootfs: [{}, 'attach the root file system'],
  mount: [{ filesystemtype: 'tmpfs', target: '/t' }, 'mount "tmpfs" on "/t"'],
  bind: [{ source: '/s', target: '/t' }, 'mount "/s" on "/t"'],
  mountSetattr: [{ target: '/t' }, 'change the mount "/t"'],
  reconfigure: [{ target: '/t' }, 'reconfigure the file system "/t"'],
  mkdirBeneath: [{ target: '/t' }, 'make directory "/t" in the container'],
  mknod: [{ target: '/t' }, 'make device "/t"'],
  symlink: [{ content: '/c', target: '/t' }, 'make symlink "/t" to "/c"'],
  openPty: [{}, 'open a pseudoterminal'],
  bindConsole: [{}, 'mount the terminal on "/dev/console"'],
  controllingTerminal: [{}, 'take the controlling terminal'],
  pivotRoot: [{}, 'pivot into the root file system'],
  sysctl: [{ name: 'net/x', value: '1' }, 'set sysctl "net/x" to "1"'],
  sethostname: [{ name: 'box' }, 'set hostname "box"'],
  setdomainname: [{ name: 'box' }, 'set domainname "box"'],
  maskPath: [{ target: '/t' }, 'mask "/t"'],
  readonlyPath: [{ target: '/t' }, 'make "/t" read-only'],
  setsid: [{}, 'start a session'],
  undumpable: [{}, 'make init undumpable'],
  keyring: [{ name: '_ses.box' }, 'make session keyring "_ses.box"'],
  chownStdio: [{ uid: 7 }, 'give standard input and output to user 7'],
  home: [{ uid: 7 }, 'find the home of user 7'],
  chdir: [{ path: '/' }, 'change directory to "/"'],
  findExecutable: [{ name: 'sh' }, 'find executable "sh"'],
  umask: [{ mask: 0o22 }, 'set umask 0022'],
  setgroups: [{ groups: ['5', '6'] }, 'set groups 5,6'],
  setresgid: [{ gid: 7 }, 'become group 7'],
  setresuid: [{ uid: 7 }, 'become user 7'],
  dropBounding: [{}, 'drop capabilities from the bounding set'],
  capset: [{}, 'set capabilities'],
  noNewPrivileges: [{}, 'set no_new_privs'],
  waitForStart: [{}, 'wait for start'],
  execve: [{ args: ['sh', '-c'] }, 'execute "sh"'],
};

for (const name of Object.keys(ops) as OpName[]) {
  t.test(`${name} is what it does`, (t) => {
    const [fields, sentence] = sentences[name];
    t.equal(describe({ op: name, in: 'runtime', origin: '', ...fields } as unknown as Op), sentence);
    t.end();
  });
}

t.test('some ops say more where there is more to say', (t) => {
  const common = { in: 'container', origin: '' } as const;
  const source = {
    op: 'mount',
    filesystemtype: 'proc',
    source: 'p',
    target: '/proc',
    attributes: [],
  } as const;
  t.equal(describe({ ...source, ...common }), 'mount "p" on "/proc"');
  t.equal(describe({ op: 'pivotRoot', move: true, ...common }), 'move into the root file system');
  t.equal(describe({ op: 'setgroups', groups: [], ...common }), 'drop all groups');
  t.equal(describe({ op: 'execve', args: [], env: [], ...common }), 'execute ""');
  t.equal(
    describe({ op: 'spawn', path: '/h', args: [], in: 'runtime', origin: '/hooks/poststop/3' }),
    'run hook #3 of poststop "/h"',
  );
  t.end();
});

t.test('a text shows its slots by name', (t) => {
  t.equal(show(['a', { slot: 'pid' }, { slot: 'startTime' }]), 'aPIDSTARTTIME');
  t.equal(show('a'), 'a');
  t.end();
});
