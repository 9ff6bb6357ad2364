/** What each op does in words: the action of `cannot <action>: …` and the operation column of `explain`. */
import type { Op, Text } from './op.ts';

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

/** The op as an action: an infinitive with its objects, values in double quotes. */
export function describe(op: Op): string {
  switch (op.op) {
    case 'print':
      return `write to descriptor ${op.fd}`;
    case 'log':
      return 'write to the log';
    case 'fail':
      return 'go on';
    case 'exit':
      return 'exit';
    case 'expectState':
      return `find the expected state in ${quote(op.path)}`;
    case 'mkdir':
      return `make directory ${quote(op.path)}`;
    case 'removeTree':
      return `remove directory ${quote(op.path)}`;
    case 'write':
      return `write ${quote(op.data)} to ${quote(op.path)}`;
    case 'writeFile':
      return `write file ${quote(op.path)}`;
    case 'unlink':
      return `remove file ${quote(op.path)}`;
    case 'connect':
      return `connect to socket ${quote(op.path)}`;
    case 'listen':
      return `listen on socket ${quote(op.path)}`;
    case 'socketpair':
      return 'make a socket pair';
    case 'openTree':
      return `open mount source ${quote(op.source)}`;
    case 'openNamespace':
      return `open namespace ${quote(op.path)}`;
    case 'cloneSetup':
      return 'start the setup process';
    case 'cloneInit':
      return 'start the init process';
    case 'setns':
      return `join namespace ${quote(op.from)}`;
    case 'unshare':
      return `unshare ${op.flags.join(' ')}`;
    case 'spawn':
      return `run ${hook(op.origin)}${quote(op.path)}`;
    case 'signal':
      return `send signal ${op.signal} to process ${op.pid}`;
    case 'signalCgroup':
      return `send signal ${op.signal} to cgroup ${quote(op.path)}`;
    case 'awaitExit':
      return `wait for process ${op.pid} to end`;
    case 'prlimit':
      return `set ${op.resource}`;
    case 'sendFd':
      return 'send the terminal to the console socket';
    case 'receiveFd':
      return 'receive the terminal';
    case 'awaitExec':
      return 'wait for the program to start';
    case 'startInit':
      return `start process ${op.pid}`;
    case 'supervise':
      return 'wait for the init process';
    case 'cgroupMkdir':
      return `make cgroup ${quote(op.path)}`;
    case 'cgroupRmdir':
      return `remove cgroup ${quote(op.path)}`;
    case 'deviceFilter':
      return `attach the device filter to cgroup ${quote(op.path)}`;
    case 'setPropagation':
      return `set the mounts' propagation to ${op.propagation}`;
    case 'rootfs':
      return 'attach the root file system';
    case 'mount':
      return `mount ${quote(op.source ?? op.filesystemtype)} on ${quote(op.target)}`;
    case 'bind':
      return `mount ${quote(op.source)} on ${quote(op.target)}`;
    case 'mountSetattr':
      return `change the mount ${quote(op.target)}`;
    case 'reconfigure':
      return `reconfigure the file system ${quote(op.target)}`;
    case 'mkdirBeneath':
      return `make directory ${quote(op.target)} in the container`;
    case 'mknod':
      return `make device ${quote(op.target)}`;
    case 'symlink':
      return `make symlink ${quote(op.target)} to ${quote(op.content)}`;
    case 'openPty':
      return 'open a pseudoterminal';
    case 'bindConsole':
      return 'mount the terminal on "/dev/console"';
    case 'controllingTerminal':
      return 'take the controlling terminal';
    case 'pivotRoot':
      return op.move === true ? 'move into the root file system' : 'pivot into the root file system';
    case 'sysctl':
      return `set sysctl ${quote(op.name)} to ${quote(op.value)}`;
    case 'sethostname':
      return `set hostname ${quote(op.name)}`;
    case 'linkUp':
      return `bring interface ${quote(op.name)} up`;
    case 'setdomainname':
      return `set domainname ${quote(op.name)}`;
    case 'maskPath':
      return `mask ${quote(op.target)}`;
    case 'readonlyPath':
      return `make ${quote(op.target)} read-only`;
    case 'setsid':
      return 'start a session';
    case 'undumpable':
      return 'make init undumpable';
    case 'keyring':
      return `make session keyring ${quote(op.name)}`;
    case 'chownStdio':
      return `give standard input and output to user ${op.uid}`;
    case 'home':
      return `find the home of user ${op.uid}`;
    case 'chdir':
      return `change directory to ${quote(op.path)}`;
    case 'findExecutable':
      return `find executable ${quote(op.name)}`;
    case 'umask':
      return `set umask ${op.mask.toString(8).padStart(4, '0')}`;
    case 'setgroups':
      return op.groups.length === 0 ? 'drop all groups' : `set groups ${op.groups.join(',')}`;
    case 'setresgid':
      return `become group ${op.gid}`;
    case 'setresuid':
      return `become user ${op.uid}`;
    case 'dropBounding':
      return 'drop capabilities from the bounding set';
    case 'capset':
      return 'set capabilities';
    case 'noNewPrivileges':
      return 'set no_new_privs';
    case 'waitForStart':
      return 'wait for start';
    case 'execve':
      return `execute ${quote(op.args[0] ?? '')}`;
    default:
      return op satisfies never;
  }
}
