/** `create` and `run`: from a bundle to a request, and to the plan of its story. */
import { ConfigError, UsageError } from '../errors.ts';
import { gatherFacts } from '../host/facts.ts';
import type { Host } from '../host/host.ts';
import type { Plan, PlanOptions } from '../plan/plan.ts';
import { type LoadedPlugin, withPlugins } from '../plan/plugin.ts';
import type { Facts, Options, Request } from '../plan/request.ts';
import { compose, type Stage } from '../plan/stage.ts';
import { placed } from '../spec/findings.ts';
import { parseConfig } from '../spec/parse.ts';
import { create, run, runAndDelete, runAndKeep } from '../stages/index.ts';
import { absolute } from '../stages/path.ts';
import { containerPaths, stateRoot } from './container.ts';
import { fromCwd } from './from-cwd.ts';
import type { Globals, Invocation } from './invocation.ts';

/** The options of create and run that explain has too. */
export interface Creation {
  readonly bundle: string;
  readonly config: string;
  readonly consoleSocket: string | undefined;
  readonly pidfdSocket: string | undefined;
  readonly pidFile: string | undefined;
  readonly noPivot: boolean;
  readonly noNewKeyring: boolean;
  readonly preserveFds: number;
  readonly detach?: boolean;
  readonly keep?: boolean;
  readonly noSubreaper?: boolean;
}

/** What there is to plan from, and what there is to say about the config. */
export interface Asked {
  readonly request: Request;
  /** The config's path. */
  readonly file: string;
  readonly warnings: readonly string[];
}

/** `create ID` or `run ID`. Throws `RuntsError`. */
export function createRequest(
  { command, globals, positionals, options }: Invocation<'create' | 'run'>,
  host: Host,
): Asked {
  return request(command, positionals.id, globals, options, host, undefined);
}

/** The same for explain, with the facts of another machine if given. Throws `RuntsError`. */
export function request(
  command: 'create' | 'run',
  id: string,
  globals: Globals,
  creation: Creation,
  host: Host,
  facts: Facts | undefined,
): Asked {
  if (globals.systemdCgroup || globals.cgroupManager === 'systemd') {
    throw new UsageError('cgroup manager "systemd" is not supported yet');
  }
  if (creation.pidfdSocket !== undefined) throw new UsageError('--pidfd-socket is not supported yet');
  const bundle = fromCwd(creation.bundle, host);
  const file = absolute(creation.config, bundle);
  const config = host.read(file);
  const { value: spec, warnings } = parseConfig(config, file, host);
  const options = optionsOf(command, id, globals, creation, host, bundle);
  return {
    request: { command, id, options, spec, config, facts: facts ?? gatherFacts(host, spec, options, id) },
    file,
    warnings: warnings.map(({ property, text }) => `${file}: ${property}: ${text}`),
  };
}

function optionsOf(
  command: 'create' | 'run',
  id: string,
  globals: Globals,
  creation: Creation,
  host: Host,
  bundle: string,
): Options {
  const listenFds = socketActivation(host);
  return {
    bundle,
    ...containerPaths(stateRoot(globals, host), id),
    ...(creation.consoleSocket === undefined ? {} : { consoleSocket: fromCwd(creation.consoleSocket, host) }),
    ...(creation.pidFile === undefined ? {} : { pidFile: fromCwd(creation.pidFile, host) }),
    noPivot: creation.noPivot,
    noNewKeyring: creation.noNewKeyring,
    preserveFds: creation.preserveFds + listenFds,
    listenFds,
    ...(listenFds > 0 && host.env.LISTEN_FDNAMES !== undefined
      ? { listenFdNames: host.env.LISTEN_FDNAMES }
      : {}),
    detach: command === 'run' && (creation.detach ?? false),
    keep: creation.keep ?? false,
    subreaper: command === 'run' && !(creation.noSubreaper ?? false),
    cgroupManager: globals.cgroupManager === 'disabled' ? 'disabled' : 'cgroupfs',
    rootless: globals.rootless,
  };
}

/** sd_listen_fds(3): descriptors 3 and up are sockets for the program. */
function socketActivation(host: Host): number {
  // A process that started us may have been meant: they are ours if LISTEN_PID says so.
  if (host.env.LISTEN_PID !== `${host.ids().pid}`) return 0;
  const count = host.env.LISTEN_FDS ?? '';
  return /^[1-9]\d{0,3}$/.test(count) ? Number(count) : 0;
}

/** The plan of a request with these plugins; what is refused is shown where it stands in the config. Throws `RuntsError`. */
export function composeAsked(
  plugins: readonly LoadedPlugin[],
  { request, file }: Asked,
  options: PlanOptions,
): Plan {
  try {
    const stages = withPlugins(storyOf(request), plugins);
    return compose(stages, request, { ...options, preserveFds: request.options.preserveFds });
  } catch (error) {
    throw error instanceof ConfigError ? placed(error, request.config, file) : error;
  }
}

/** The story that a request asks for. */
export function storyOf({ command, options }: Request): readonly Stage[] {
  if (command === 'create') return create;
  if (options.detach) return run;
  return options.keep ? runAndKeep : runAndDelete;
}
