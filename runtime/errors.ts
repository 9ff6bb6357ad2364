/**
 * Every error runts throws, every code, every text that engines match (field texts are literal: lower case,
 * no full stop). Nothing else in the project makes up a code.
 */

/** The codes of `RuntsError`, by class. */
export type ErrorCode =
  | 'ERR_CONFIG_SYNTAX'
  | 'ERR_CONFIG_INVALID'
  | 'ERR_CONFIG_UNSUPPORTED'
  | 'ERR_CONFIG_READ'
  | 'ERR_CONTAINER_BUSY'
  | 'ERR_CONTAINER_EXISTS'
  | 'ERR_CONTAINER_ID'
  | 'ERR_CONTAINER_MISSING'
  | 'ERR_CONTAINER_STATUS'
  | 'ERR_HOST'
  | 'ERR_PLAN_INVALID'
  | 'ERR_PLAN_FAILED'
  | 'ERR_PLUGIN'
  | 'ERR_USAGE';

/** What every error of runts is: a code for programs, a one-line message for people. */
export class RuntsError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'RuntsError';
    this.code = code;
  }
}

/** Where in a JSON file something stands; line and column count from 1, column in characters. */
export interface JsonPosition {
  readonly line: number;
  readonly column: number;
}

/** A refusal of config.json (or process.json, state.json): which file, where in it, what was found, what is allowed. */
export class ConfigError extends RuntsError {
  /** The file as the user named it. */
  readonly file: string;
  /** JSON pointer of the offending property, `''` for the whole document. */
  readonly property: string;
  readonly position: JsonPosition | undefined;
  /** What is wrong, without the place. */
  readonly text: string;

  constructor(
    code: 'ERR_CONFIG_SYNTAX' | 'ERR_CONFIG_INVALID' | 'ERR_CONFIG_UNSUPPORTED' | 'ERR_CONFIG_READ',
    at: { file: string; property: string; position?: JsonPosition | undefined },
    text: string,
    options?: { cause?: unknown },
  ) {
    const where = at.position ? `:${at.position.line}:${at.position.column}` : '';
    super(code, `${at.file}${where}: ${at.property === '' ? '' : `${at.property}: `}${text}`, options);
    this.name = 'ConfigError';
    this.file = at.file;
    this.property = at.property;
    this.position = at.position;
    this.text = text;
  }
}

/** A command that does not fit the container's status, or its id, or that another command is in the way of. */
export class ContainerStateError extends RuntsError {
  readonly id: string;
  readonly status: string | undefined;

  constructor(
    code: Extract<ErrorCode, `ERR_CONTAINER_${string}`>,
    container: { id: string; status?: string },
    text: string,
  ) {
    super(code, text);
    this.name = 'ContainerStateError';
    this.id = container.id;
    this.status = container.status;
  }
}

/** A command line that cannot be understood. */
export class UsageError extends RuntsError {
  constructor(text: string) {
    super('ERR_USAGE', text);
    this.name = 'UsageError';
  }
}

/** A look at the host that failed: the call, the path, the errno by name. */
export class HostError extends RuntsError {
  readonly syscall: string;
  readonly path: string;
  /** The errno's name, e.g. `ENOENT`; `EILSEQ` for a file that is not UTF-8, `EFBIG` for one over the cap. */
  readonly errno: string;

  constructor(syscall: string, path: string, errno: string, text: string) {
    super('ERR_HOST', `cannot ${syscall} "${path}": ${errno}: ${text}`);
    this.name = 'HostError';
    this.syscall = syscall;
    this.path = path;
    this.errno = errno;
  }
}

/** Root's configuration of plugins, or a plugin that it names, cannot be used. */
export class PluginError extends RuntsError {
  readonly file: string;

  constructor(file: string, text: string) {
    super('ERR_PLUGIN', `cannot plan with root's plugins: "${file}": ${text}`);
    this.name = 'PluginError';
    this.file = file;
  }
}

/** What others' code threw, in words: anything can be thrown. */
export function thrownText(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return String(thrown);
  const { name, message } = thrown as { readonly name?: unknown; readonly message?: unknown };
  if (typeof message !== 'string') return 'an object';
  return typeof name === 'string' ? `${name}: ${message}` : message;
}

/** The texts that engines match literally; each satisfies every engine's pattern. */
export const texts = {
  missing: (id: string) => `container "${id}": container does not exist`,
  exists: 'container with given ID already exists',
  invalidId: (id: string) => `invalid container ID format: "${id}"`,
  notRunning: 'container not running',
  busy: (id: string) => `another command holds the container "${id}"`,
  startCreating: 'cannot start a container that is being created',
  killCreating: 'cannot kill a container that is being created',
  noSuchProcess: 'no such process',
  startStopped: 'cannot start a container that has stopped',
  startRunning: 'cannot start an already running container',
  execStopped: 'cannot exec in a stopped container',
  deleteNotStopped: (id: string, status: string) =>
    `cannot delete container ${id} that is not stopped: ${status}`,
  executableNotFound: (name: string) => `exec: "${name}": executable file not found in $PATH`,
  executableMissing: (path: string) => `exec: "${path}": no such file or directory`,
  executablePermission: (path: string) => `exec: "${path}": permission denied`,
  executableDirectory: (path: string) => `exec: "${path}": is a directory: permission denied`,
  cwd: (path: string) => `chdir to cwd ("${path}") set in config.json failed`,
} as const;
