/** `explain`: the plan a command would carry out. Needs neither root nor a rootfs, and changes nothing. */
import { ConfigError, UsageError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import { explain, planJson } from '../plan/explain.ts';
import type { Plan, PlanOptions } from '../plan/plan.ts';
import type { LoadedPlugin, Plugin } from '../plan/plugin.ts';
import type { Facts, Recorded, Request } from '../plan/request.ts';
import { compose } from '../plan/stage.ts';
import { deleteContainer, start } from '../stages/index.ts';
import { answer } from './answer.ts';
import { type Asked, composeAsked, request } from './create.ts';
import { fromCwd } from './from-cwd.ts';
import type { Invocation } from './invocation.ts';
import { configuredPlugins } from './plugins.ts';

/** The id of a container that has none, and the socket of one whose terminal nobody holds. */
const exampleId = 'ID';
const exampleSocket = 'SOCKET';

/** `explain [BUNDLE]`. Throws `RuntsError` as the explained command would. */
export function planExplain(
  invocation: Invocation<'explain'>,
  host: Host,
  options: PlanOptions,
  callers: readonly Plugin[],
): Plan {
  const { globals, positionals, options: given } = invocation;
  if (given.command === 'kill')
    throw new UsageError('explain of kill is not supported: its plan has one op, the signal');
  const creates = given.command === 'create' || given.command === 'run';
  const plugins = creates ? configuredPlugins(host, callers).plugins : [];
  const facts = given.facts === undefined ? undefined : readFacts(host, given.facts);
  const command = given.command === 'run' ? 'run' : 'create';
  const creation = { ...given, bundle: positionals.bundle };
  const asked = withSocket(request(command, exampleId, globals, creation, host, facts));
  const plan = explained(given.command, plugins, asked, options);
  const text = given.format === 'json' ? planJson(plan, { facts: asked.request.facts }) : explain(plan);
  return answer('explain', options, text);
}

/** create wants a socket where the config has a terminal; to read the plan none is needed. */
function withSocket(asked: Asked): Asked {
  const { command, options, spec } = asked.request;
  if (command !== 'create' || spec.process?.terminal !== true) return asked;
  const request = { ...asked.request, options: { consoleSocket: exampleSocket, ...options } };
  return { ...asked, request };
}

function explained(
  command: 'create' | 'start' | 'run' | 'delete',
  plugins: readonly LoadedPlugin[],
  asked: Asked,
  options: PlanOptions,
): Plan {
  if (command === 'create' || command === 'run') return composeAsked(plugins, asked, options);
  const existing: Request = {
    ...asked.request,
    command,
    state: example(asked.request, command === 'start' ? 'created' : 'stopped'),
  };
  return compose(command === 'start' ? start : deleteContainer, existing, options);
}

/** A container as create would have recorded it. */
function example({ id, spec, options, facts }: Request, status: 'created' | 'stopped'): Recorded {
  return {
    text: '',
    id,
    ociVersion: spec.ociVersion,
    status,
    pid: 1,
    bundle: options.bundle,
    annotations: spec.annotations,
    record: {
      startTime: 0,
      runtime: { pid: 1, startTime: 0 },
      version: 1,
      created: '',
      owner: facts.uid,
      bootId: facts.bootId,
      rootfs: '',
      cgroups: [],
      ownPidNamespace: true,
    },
  };
}

/** Another machine's facts: the property `facts` of a plan as JSON, or facts alone. Throws `ConfigError`. */
function readFacts(host: Host, path: string): Facts {
  const file = fromCwd(path, host);
  const refuse = (text: string): never => {
    throw new ConfigError('ERR_CONFIG_INVALID', { file, property: '' }, text);
  };
  let value: unknown;
  try {
    value = JSON.parse(host.read(file));
  } catch (error) {
    if (error instanceof SyntaxError) return refuse(`is not JSON: ${error.message}`);
    throw error;
  }
  const facts = isRecord(value) && isRecord(value.facts) ? value.facts : value;
  if (!isRecord(facts)) return refuse('must be an object');
  for (const [name, type] of Object.entries(factTypes)) {
    const found = facts[name];
    if (type === 'array' ? !Array.isArray(found) : typeof found !== type)
      refuse(`/${name} must be of type ${type}`);
  }
  return facts as unknown as Facts;
}

const factTypes = {
  uid: 'number',
  gid: 'number',
  groups: 'array',
  capEff: 'string',
  lastCap: 'number',
  now: 'number',
  bootId: 'string',
  cgroups: 'array',
  directories: 'array',
  devices: 'array',
  initialUserNamespace: 'boolean',
  setgroups: 'boolean',
} as const;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
