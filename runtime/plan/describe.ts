/** What each op does in words: the action of `cannot <action>: …` and the operation column of `explain`. */
import type { Op, OpName, OpOf, Text } from './op.ts';

/** A text as people read it: slots by their names. */
export function show(text: Text): string {
  if (typeof text === 'string') return text;
  return text.map((part) => (typeof part === 'string' ? part : part.slot.toUpperCase())).join('');
}

const quote = (text: Text) => `"${show(text)}"`;

/** Which hook it is, as people count them with config.json before them: `hook #1 of prestart `. */
function hook(origin: string): string {
  const [, moment, index] = /^\/hooks\/(\w+)\/(\d+)$/.exec(origin) ?? [];
  return moment === undefined ? '' : `hook #${index} of ${moment} `;
}

const actions: { readonly [N in OpName]: (op: OpOf<N>) => string } = {
  print: (op) => `write to descriptor ${op.fd}`,
  log: () => 'write to the log',
  fail: () => 'go on',
  exit: () => 'exit',
  expectState: (op) => `find the expected state in ${quote(op.path)}`,
  mkdir: (op) => `make directory ${quote(op.path)}`,
  removeTree: (op) => `remove directory ${quote(op.path)}`,
  write: (op) => `write ${quote(op.data)} to ${quote(op.path)}`,
  writeFile: (op) => `write file ${quote(op.path)}`,
  lock: (op) => `take lock ${quote(op.path)}`,
  unlink: (op) => `remove file ${quote(op.path)}`,
  connect: (op) => `connect to socket ${quote(op.path)}`,
  listen: (op) => `listen on socket ${quote(op.path)}`,
  socketpair: () => 'make a socket pair',
  openTree: (op) => `open mount source ${quote(op.source)}`,
  openNamespace: (op) => `open namespace ${quote(op.path)}`,
  cloneSetup: () => 'start the setup process',
  cloneInit: () => 'start the init process',
  setns: (op) => `join namespace ${quote(op.from)}`,
  unshare: (op) => `unshare ${op.flags.join(' ')}`,
  spawn: (op) => `run ${hook(op.origin)}${quote(op.path)}`,
  signal: (op) => `send signal ${op.signal} to process ${op.pid}`,
  signalCgroup: (op) => `send signal ${op.signal} to cgroup ${quote(op.path)}`,
  endProcess: (op) => `end process ${op.pid}`,
  awaitExit: (op) => `wait for process ${op.pid} to end`,
  prlimit: (op) => `set ${op.resource}`,
  sendFd: () => 'send the terminal to the console socket',
  receiveFd: () => 'receive the terminal',
  awaitExec: () => 'wait for the program to start',
  startInit: (op) => `start process ${op.pid}`,
  supervise: () => 'wait for the init process',
  cgroupMkdir: (op) => `make cgroup ${quote(op.path)}`,
  cgroupRmdir: (op) => `remove cgroup ${quote(op.path)}`,
  deviceFilter: (op) => `attach the device filter to cgroup ${quote(op.path)}`,
  setPropagation: (op) => `set the mounts' propagation to ${op.propagation}`,
  rootfs: () => 'attach the root file system',
  mount: (op) => `mount ${quote(op.source ?? op.filesystemtype)} on ${quote(op.target)}`,
  bind: (op) => `mount ${quote(op.source)} on ${quote(op.target)}`,
  mountSetattr: (op) => `change the mount ${quote(op.target)}`,
  reconfigure: (op) => `reconfigure the file system ${quote(op.target)}`,
  mkdirBeneath: (op) => `make directory ${quote(op.target)} in the container`,
  mknod: (op) => `make device ${quote(op.target)}`,
  symlink: (op) => `make symlink ${quote(op.target)} to ${quote(op.content)}`,
  openPty: () => 'open a pseudoterminal',
  bindConsole: () => 'mount the terminal on "/dev/console"',
  controllingTerminal: () => 'take the controlling terminal',
  pivotRoot: (op) =>
    op.move === true ? 'move into the root file system' : 'pivot into the root file system',
  sysctl: (op) => `set sysctl ${quote(op.name)} to ${quote(op.value)}`,
  sethostname: (op) => `set hostname ${quote(op.name)}`,
  linkUp: (op) => `bring interface ${quote(op.name)} up`,
  setdomainname: (op) => `set domainname ${quote(op.name)}`,
  maskPath: (op) => `mask ${quote(op.target)}`,
  readonlyPath: (op) => `make ${quote(op.target)} read-only`,
  setsid: () => 'start a session',
  undumpable: () => 'make init undumpable',
  keyring: (op) => `make session keyring ${quote(op.name)}`,
  chownStdio: (op) => `give standard input and output to user ${op.uid}`,
  home: (op) => `find the home of user ${op.uid}`,
  chdir: (op) => `change directory to ${quote(op.path)}`,
  findExecutable: (op) => `find executable ${quote(op.name)}`,
  umask: (op) => `set umask ${op.mask.toString(8).padStart(4, '0')}`,
  setgroups: (op) => (op.groups.length === 0 ? 'drop all groups' : `set groups ${op.groups.join(',')}`),
  setresgid: (op) => `become group ${op.gid}`,
  setresuid: (op) => `become user ${op.uid}`,
  dropBounding: () => 'drop capabilities from the bounding set',
  capset: () => 'set capabilities',
  noNewPrivileges: () => 'set no_new_privs',
  waitForStart: () => 'wait for start',
  execve: (op) => `execute ${quote(op.args[0] ?? '')}`,
};

/** A map: XS compares a name with each property of an object, or each case of a switch, before the right one. */
const actionOf = new Map<string, (op: never) => string>(Object.entries(actions));

/** The op as an action: an infinitive with its objects, values in double quotes. */
export function describe(op: Op): string {
  return actionOf.get(op.op)?.(op as never) ?? op.op;
}
