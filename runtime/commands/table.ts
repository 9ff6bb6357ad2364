/**
 * The command line as data: the global options and every command with its positionals and options. The strict
 * parser reads it at run time; yargs reads it at build time for help, man page and completion.
 *
 * Keys are camelCase; the flag is the same name in kebab-case (`consoleSocket` is `--console-socket`, see
 * `flagName`). The types of `Invocation` are inferred from here, so an option exists in exactly one place.
 */

/** What an option's value is. Integers are decimal; the plural types may be given more than once. */
export type OptionType = 'boolean' | 'string' | 'integer' | 'strings' | 'integers';

/** What a shell should offer as a value: a path, a directory, or the ids of the containers that exist. */
export type Completes = 'file' | 'directory' | 'container';

/** One option: `--name VALUE` or `--name=VALUE`, or just `--name` for booleans. */
export interface OptionSpec {
  readonly type: OptionType;
  /** One letter, without the dash. */
  readonly alias?: string;
  /** What stands for the value in help, when that is not the last word of the flag: `DIR`, `FILE`, … */
  readonly label?: string;
  /** The only values allowed. */
  readonly choices?: readonly string[];
  /** The value when the option is not given; without it: false, an empty list, or undefined. */
  readonly default?: string | number;
  /** The least integer allowed. */
  readonly min?: number;
  readonly completes?: Completes;
  /** Accepted, but not shown: what engines pass and runts has no use for. */
  readonly hidden?: true;
  readonly help: string;
}

/** One positional. `rest` takes all words that are left, as a list. */
export interface PositionalSpec {
  readonly kind: 'required' | 'optional' | 'rest';
  /** What stands for it in help, when that is not its name in capitals. */
  readonly label?: string;
  readonly choices?: readonly string[];
  readonly default?: string;
  readonly completes?: Completes;
  readonly help: string;
}

/** One command. */
export interface CommandSpec {
  readonly help: string;
  /** One of the field's commands that runts answers with `not supported yet`. */
  readonly later?: true;
  /** Options end at the first positional: what follows belongs to another program. */
  readonly optionsFirst?: true;
  readonly positionals: Readonly<Record<string, PositionalSpec>>;
  readonly options: Readonly<Record<string, OptionSpec>>;
}

/** The options that stand before the command. */
export const globalOptions = {
  root: {
    type: 'string',
    label: 'DIR',
    completes: 'directory',
    help: 'where the state of containers is kept (default: /run/runts, or $XDG_RUNTIME_DIR/runts without root)',
  },
  log: { type: 'string', label: 'FILE', completes: 'file', help: 'append errors and warnings to FILE' },
  logFormat: { type: 'string', choices: ['text', 'json'], default: 'text', help: 'format of the log' },
  logLevel: {
    type: 'string',
    choices: ['debug', 'info', 'warning', 'error'],
    default: 'error',
    help: 'least level that is logged',
  },
  debug: { type: 'boolean', help: 'log everything, as --log-level debug' },
  systemdCgroup: { type: 'boolean', help: 'let systemd make the cgroups, as --cgroup-manager systemd' },
  cgroupManager: {
    type: 'string',
    choices: ['cgroupfs', 'systemd', 'disabled'],
    default: 'cgroupfs',
    help: 'who makes the cgroups',
  },
  rootless: {
    type: 'string',
    label: 'BOOL',
    choices: ['true', 'false', 'auto'],
    default: 'auto',
    help: 'whether to ignore failures over cgroup permissions',
  },
  criu: { type: 'string', label: 'PATH', hidden: true, help: 'ignored' },
  systemdLog: { type: 'boolean', hidden: true, help: 'ignored' },
  help: { type: 'boolean', alias: 'h', help: 'show help' },
  version: { type: 'boolean', alias: 'v', help: 'show the version' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** The option every command has beside its own. */
export const helpOption = {
  help: { type: 'boolean', alias: 'h', help: 'show help' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

const container = { kind: 'required', completes: 'container', help: "the container's id" } as const;

const bundleOption = {
  type: 'string',
  alias: 'b',
  label: 'DIR',
  default: '.',
  completes: 'directory',
  help: 'the bundle',
} as const;

const configOption = {
  type: 'string',
  alias: 'f',
  label: 'FILE',
  default: 'config.json',
  completes: 'file',
  help: 'the configuration, relative to the bundle',
} as const;

const consoleSocket = {
  type: 'string',
  label: 'SOCKET',
  completes: 'file',
  help: "unix socket that gets the terminal's master descriptor",
} as const;

const pidfdSocket = {
  type: 'string',
  label: 'SOCKET',
  completes: 'file',
  help: 'unix socket that gets a pidfd of the process',
} as const;

const pidFile = { type: 'string', label: 'FILE', completes: 'file', help: 'write the pid to FILE' } as const;

const preserveFds = {
  type: 'integer',
  label: 'N',
  default: 0,
  min: 0,
  help: 'descriptors to pass on, from 3 upwards, beside stdio and LISTEN_FDS',
} as const;

const noPivot = {
  type: 'boolean',
  help: 'move the root and chroot instead of pivot_root (for a ramdisk)',
} as const;

const noNewKeyring = { type: 'boolean', help: 'keep the session keyring of the caller' } as const;

const noSubreaper = { type: 'boolean', help: 'accepted for compatibility' } as const;

const detach = { type: 'boolean', alias: 'd', help: 'return when the process runs' } as const;

const creation = {
  bundle: bundleOption,
  config: configOption,
  consoleSocket,
  pidfdSocket,
  pidFile,
  noPivot,
  noNewKeyring,
  preserveFds,
} as const;

const regex = { type: 'boolean', help: 'ID is a regular expression that ids are matched with' } as const;

const listFormat = {
  type: 'string',
  alias: 'f',
  choices: ['table', 'json'],
  default: 'table',
  help: 'format of the output',
} as const;

const image = {
  imagePath: { type: 'string', label: 'DIR', completes: 'directory', help: "directory of CRIU's images" },
  workPath: { type: 'string', label: 'DIR', completes: 'directory', help: "directory of CRIU's logs" },
  parentPath: { type: 'string', label: 'DIR', completes: 'directory', help: 'images of an earlier pre-dump' },
  leaveRunning: { type: 'boolean', help: 'let the container run on' },
  tcpEstablished: { type: 'boolean', help: 'allow open TCP connections' },
  tcpSkipInFlight: { type: 'boolean', help: 'skip TCP connections that are being opened' },
  linkRemap: { type: 'boolean', help: 'allow files that were unlinked but are open' },
  extUnixSk: { type: 'boolean', help: 'allow unix sockets to processes outside' },
  shellJob: { type: 'boolean', help: 'allow a terminal from outside' },
  lazyPages: { type: 'boolean', help: 'bring memory pages when they are used' },
  statusFd: { type: 'integer', label: 'FD', help: 'descriptor that gets a byte when lazy pages are ready' },
  pageServer: { type: 'string', label: 'ADDRESS:PORT', help: 'where memory pages are sent' },
  fileLocks: { type: 'boolean', help: 'allow file locks' },
  preDump: { type: 'boolean', help: 'save the memory only and let the container run on' },
  manageCgroupsMode: {
    type: 'string',
    choices: ['soft', 'full', 'strict', 'ignore'],
    help: 'what is saved of the cgroups',
  },
  emptyNs: { type: 'strings', label: 'NAMESPACE', help: 'namespace that is made, but not filled' },
  autoDedup: { type: 'boolean', help: 'drop memory pages that are saved twice' },
  networkLock: {
    type: 'string',
    choices: ['iptables', 'nftables', 'skip'],
    help: 'how the network is stopped meanwhile',
  },
} as const;

/** Every command, in the order of help. */
export const commands = {
  create: {
    help: 'create a container from a bundle; its process waits for start',
    positionals: { id: container },
    options: {
      ...creation,
      detach: { type: 'boolean', hidden: true, help: 'ignored: create always returns' },
    },
  },
  start: {
    help: 'run the process of a created container',
    positionals: { id: container },
    options: {},
  },
  state: {
    help: 'print the state of a container as JSON',
    positionals: { id: container },
    options: {},
  },
  kill: {
    help: 'send a signal to the process of a container',
    positionals: {
      id: container,
      signal: { kind: 'optional', default: 'SIGTERM', help: 'name, with or without SIG, or number' },
    },
    options: {
      all: { type: 'boolean', alias: 'a', help: 'send it to every process in the container' },
      regex,
    },
  },
  delete: {
    help: 'remove a stopped container and what it held',
    positionals: { id: container },
    options: {
      force: {
        type: 'boolean',
        alias: 'f',
        help: 'kill it first if it runs; a missing container is no error',
      },
      regex,
    },
  },
  run: {
    help: 'create and start a container, wait for its end and delete it',
    positionals: { id: container },
    options: {
      ...creation,
      detach,
      keep: { type: 'boolean', help: 'do not delete the container at its end' },
      noSubreaper,
    },
  },
  list: {
    help: 'list the containers',
    positionals: {},
    options: {
      format: listFormat,
      quiet: { type: 'boolean', alias: 'q', help: 'print ids only' },
    },
  },
  spec: {
    help: 'write a config.json to start from',
    positionals: {},
    options: {
      bundle: bundleOption,
      rootless: { type: 'boolean', help: 'one that an ordinary user can run' },
    },
  },
  explain: {
    help: 'print what a command would do, without doing it',
    positionals: {
      bundle: { kind: 'optional', default: '.', completes: 'directory', help: 'the bundle' },
    },
    options: {
      format: { type: 'string', choices: ['table', 'json'], default: 'table', help: 'format of the output' },
      facts: {
        type: 'string',
        label: 'FILE',
        completes: 'file',
        help: "plan with another machine's facts, as --format json prints them",
      },
      command: {
        type: 'string',
        choices: ['create', 'start', 'run', 'kill', 'delete'],
        default: 'create',
        help: 'the command to explain',
      },
      config: configOption,
      consoleSocket,
      pidfdSocket,
      pidFile,
      noPivot,
      noNewKeyring,
      preserveFds,
    },
  },
  validate: {
    help: 'check a config.json and name every error in it',
    positionals: {
      path: {
        kind: 'optional',
        default: '.',
        completes: 'file',
        help: 'a bundle, or a config.json',
      },
    },
    options: {
      format: { type: 'string', choices: ['text', 'json'], default: 'text', help: 'format of the output' },
    },
  },
  features: {
    help: 'print what this runtime can do as JSON',
    later: true,
    positionals: {},
    options: {},
  },
  exec: {
    help: 'run another process in a container',
    later: true,
    optionsFirst: true,
    positionals: {
      id: container,
      args: { kind: 'rest', label: 'COMMAND', help: 'the program and its arguments' },
    },
    options: {
      process: { type: 'string', alias: 'p', label: 'FILE', completes: 'file', help: 'the process as JSON' },
      cwd: { type: 'string', label: 'DIR', help: 'working directory in the container' },
      env: { type: 'strings', alias: 'e', label: 'NAME=VALUE', help: 'add to the environment' },
      tty: { type: 'boolean', alias: 't', help: 'give it a terminal' },
      user: { type: 'string', alias: 'u', label: 'UID[:GID]', help: 'user and group' },
      additionalGids: { type: 'integers', alias: 'g', label: 'GID', min: 0, help: 'additional group' },
      detach,
      pidFile,
      consoleSocket,
      pidfdSocket,
      processLabel: { type: 'string', label: 'LABEL', help: 'SELinux label' },
      apparmor: { type: 'string', label: 'PROFILE', help: 'AppArmor profile' },
      noNewPrivs: { type: 'boolean', help: 'let it gain no privileges' },
      cap: { type: 'strings', alias: 'c', label: 'CAPABILITY', help: 'add a capability' },
      preserveFds,
      cgroup: { type: 'strings', label: 'PATH', help: 'sub-cgroup to run in' },
      ignorePaused: { type: 'boolean', help: 'also in a paused container' },
      noSubreaper: { ...noSubreaper, hidden: true },
    },
  },
  ps: {
    help: 'list the processes of a container',
    later: true,
    optionsFirst: true,
    positionals: {
      id: container,
      args: { kind: 'rest', label: 'PS-OPTION', help: 'options of ps(1)' },
    },
    options: { format: listFormat },
  },
  pause: {
    help: 'freeze the processes of a container',
    later: true,
    positionals: { id: container },
    options: {},
  },
  resume: {
    help: 'thaw the processes of a container',
    later: true,
    positionals: { id: container },
    options: {},
  },
  events: {
    help: 'print events and resource usage of a container as JSON',
    later: true,
    positionals: { id: container },
    options: {
      interval: { type: 'string', label: 'TIME', default: '5s', help: 'time between two statistics' },
      stats: { type: 'boolean', help: 'print the statistics once' },
    },
  },
  update: {
    help: 'change the resource limits of a container',
    later: true,
    positionals: { id: container },
    options: {
      resources: {
        type: 'string',
        alias: 'r',
        label: 'FILE',
        completes: 'file',
        help: 'linux.resources as JSON; - is standard input',
      },
      blkioWeight: { type: 'integer', label: 'N', help: 'weight of block I/O, 10 to 1000' },
      cpuPeriod: { type: 'string', label: 'USEC', help: 'length of a period of the CPU quota' },
      cpuQuota: { type: 'string', label: 'USEC', help: 'CPU time in a period' },
      cpuBurst: { type: 'string', label: 'USEC', help: 'CPU time that may be saved up' },
      cpuShare: { type: 'string', label: 'N', help: 'share of CPU time against others' },
      cpuRtPeriod: { type: 'string', label: 'USEC', help: 'length of a real-time period' },
      cpuRtRuntime: { type: 'string', label: 'USEC', help: 'real-time CPU time in a period' },
      cpuIdle: { type: 'string', label: '0|1', help: 'run only when the CPU is idle' },
      cpusetCpus: { type: 'string', label: 'LIST', help: 'CPUs to use' },
      cpusetMems: { type: 'string', label: 'LIST', help: 'memory nodes to use' },
      memory: { type: 'string', label: 'BYTES', help: 'memory limit' },
      memoryReservation: { type: 'string', label: 'BYTES', help: 'soft memory limit' },
      memorySwap: { type: 'string', label: 'BYTES', help: 'limit of memory and swap together' },
      kernelMemory: { type: 'string', label: 'BYTES', hidden: true, help: 'ignored' },
      kernelMemoryTcp: { type: 'string', label: 'BYTES', hidden: true, help: 'ignored' },
      pidsLimit: { type: 'integer', label: 'N', help: 'most processes; -1 is no limit' },
      l3CacheSchema: { type: 'string', label: 'SCHEMA', help: 'Intel RDT: L3 cache' },
      memBwSchema: { type: 'string', label: 'SCHEMA', help: 'Intel RDT: memory bandwidth' },
    },
  },
  checkpoint: {
    help: 'save a running container to disk',
    later: true,
    positionals: { id: container },
    options: image,
  },
  restore: {
    help: 'bring back a container that was saved',
    later: true,
    positionals: { id: container },
    options: {
      ...image,
      tcpClose: { type: 'boolean', help: 'close TCP connections' },
      lsmProfile: { type: 'string', label: 'TYPE:NAME', help: 'security profile of the restored processes' },
      lsmMountContext: { type: 'string', label: 'CONTEXT', help: 'SELinux context of the mounts' },
      bundle: bundleOption,
      consoleSocket,
      pidFile,
      detach,
      noPivot,
      noSubreaper,
    },
  },
  plugin: {
    help: "compile the plugins of root's configuration into a launcher, so that planning with them is fast",
    positionals: {
      action: { kind: 'required', choices: ['build'], help: 'what to do' },
    },
    options: {
      output: { type: 'string', alias: 'o', label: 'FILE', completes: 'file', help: 'the launcher to make' },
    },
  },
  completion: {
    help: 'print a completion script for a shell',
    positionals: {
      shell: { kind: 'optional', choices: ['bash', 'zsh', 'fish'], default: 'bash', help: 'the shell' },
    },
    options: {},
  },
  help: {
    help: 'show help for runts or for one command',
    positionals: { topic: { kind: 'optional', label: 'COMMAND', help: 'the command' } },
    options: {},
  },
  version: {
    help: 'show the version',
    positionals: {},
    options: {},
  },
} as const satisfies Readonly<Record<string, CommandSpec>>;

/** The name of a command. */
export type CommandName = keyof typeof commands;

/** Whether a word is the name of a command. */
export function isCommandName(word: string): word is CommandName {
  return Object.hasOwn(commands, word);
}

/** The specification of a command without its literal types, for code that loops over commands. */
export function commandSpec(command: CommandName): CommandSpec {
  return commands[command];
}

/** The flag of an option without its dashes: `consoleSocket` is `console-socket`. */
export function flagName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** What stands for an option's value in help; undefined for booleans, which have none. */
export function valueLabel(key: string, { type, label }: OptionSpec): string | undefined {
  if (type === 'boolean') return undefined;
  return label ?? flagName(key).replace(/^.*-/, '').toUpperCase();
}

/** What stands for a positional in help, e.g. `ID`. */
export function positionalLabel(key: string, positional: PositionalSpec): string {
  return positional.label ?? key.toUpperCase();
}

/** How a command is called, in one line: `runts kill [OPTIONS] ID [SIGNAL]`. */
export function usageLine(command: CommandName): string {
  const spec = commandSpec(command);
  const positionals = Object.entries(spec.positionals).map(([key, positional]) => {
    const label = positionalLabel(key, positional);
    if (positional.kind === 'required') return label;
    return positional.kind === 'rest' ? `[${label}...]` : `[${label}]`;
  });
  const options = Object.keys(spec.options).length === 0 ? [] : ['[OPTIONS]'];
  return ['runts', command, ...options, ...positionals].join(' ');
}

/** The help of an option, which also says whether it may be repeated. */
export function optionHelp({ type, help }: OptionSpec): string {
  return type === 'strings' || type === 'integers' ? `${help} (may be repeated)` : help;
}
