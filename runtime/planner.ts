/**
 * The planner: a command line and a look at the host become a program. The one entry of both hosts; it never throws
 * for what a user did, since a refusal is a program too.
 */
import { answer, quiet, refusal } from './commands/answer.ts';
import { composeAsked, createRequest } from './commands/create.ts';
import { planDelete } from './commands/delete.ts';
import { planExplain } from './commands/explain.ts';
import { fromCwd } from './commands/from-cwd.ts';
import { completionScript, helpText } from './commands/help.ts';
import type { Invocation } from './commands/invocation.ts';
import { planKill, planStart } from './commands/lifecycle.ts';
import { planList, planState } from './commands/list.ts';
import { lockNew } from './commands/lock.ts';
import { type Logging, parseArgv, readLogging } from './commands/parse.ts';
import { planPluginBuild } from './commands/plugin-build.ts';
import { bake, configurationFile, configuredPlugins, NeedsParser } from './commands/plugins.ts';
import { planSpec } from './commands/spec.ts';
import { planValidate } from './commands/validate.ts';
import { versionText } from './commands/version.ts';
import { HostError, RuntsError } from './errors.ts';
import type { Host } from './host/host.ts';
import { encode } from './plan/encode.ts';
import type { Plan, PlanOptions } from './plan/plan.ts';
import type { Plugin } from './plan/plugin.ts';

export { bake, HostError };

/**
 * The program for a command line (without the program's own name). `plugins` come after those of root's configuration;
 * `parse` is another parser of the same table. Empty where the configuration names plugins that this host cannot evaluate:
 * another one has to plan.
 */
export function plan(
  argv: readonly string[],
  host: Host,
  plugins: readonly Plugin[] = [],
  parse: (argv: readonly string[]) => Invocation = parseArgv,
): Uint8Array {
  let options: PlanOptions | undefined;
  let command = '';
  try {
    const invocation = parse(argv);
    command = invocation.command;
    options = planOptions(invocation.globals, host);
    const program = encode(planInvocation(invocation, host, options, plugins), host.writeTexts);
    // Only now: taking it makes its file, and what is refused leaves nothing behind.
    if (invocation.command === 'create' || invocation.command === 'run') lockNew(invocation, host);
    return program;
  } catch (error) {
    if (error instanceof NeedsParser) return new Uint8Array(0);
    // Anything else is a fault of ours, which the host shows whole.
    if (!(error instanceof RuntsError)) throw error;
    return encode(refusal(command, options ?? optionsOfUnread(argv, host), error.message), host.writeTexts);
  }
}

/** The plan of a parsed command line; create and run have yet to take the lock. Throws `RuntsError`. */
export function planInvocation(
  invocation: Invocation,
  host: Host,
  options: PlanOptions,
  plugins: readonly Plugin[] = [],
): Plan {
  switch (invocation.command) {
    case 'create':
    case 'run':
      return planCreate(invocation, host, options, plugins);
    case 'start':
      return planStart(invocation, host, options);
    case 'state':
      return planState(invocation, host, options);
    case 'kill':
      return planKill(invocation, host, options);
    case 'delete':
      return planDelete(invocation, host, options);
    case 'list':
      return planList(invocation, host, options);
    case 'spec':
      return planSpec(invocation, host, options);
    case 'explain':
      return planExplain(invocation, host, options, plugins);
    case 'validate':
      return planValidate(invocation, host, options);
    case 'plugin':
      return planPluginBuild(invocation, host, options);
    case 'help':
      return answer('help', options, helpText(invocation.positionals.topic));
    case 'version':
      return answer('version', options, versionText());
    case 'completion':
      return answer('completion', options, completionScript(invocation.positionals.shell));
    case 'features':
    case 'exec':
    case 'ps':
    case 'pause':
    case 'resume':
    case 'events':
    case 'update':
    case 'checkpoint':
    case 'restore':
      return refusal(invocation.command, options, `${invocation.command} is not supported yet`);
    default:
      return invocation satisfies never;
  }
}

const notBaked = `the plugins of ${configurationFile} are not baked into this launcher, so Node plans (runts plugin build)`;

function planCreate(
  invocation: Invocation<'create' | 'run'>,
  host: Host,
  options: PlanOptions,
  callers: readonly Plugin[],
): Plan {
  const { plugins, evaluated } = configuredPlugins(host, callers);
  const asked = createRequest(invocation, host);
  const plan = composeAsked(plugins, asked, options);
  const slow = evaluated && options.debug ? [notBaked] : [];
  const said = [...slow, ...asked.warnings].map(
    (text) => ({ op: 'log', in: 'runtime', level: 'warning', text, origin: '', stage: 'spec' }) as const,
  );
  return { ...plan, ops: [...said, ...plan.ops] };
}

/** What the program's header says of logging. */
function planOptions({ log, logFormat, debug, logLevel }: Logging, host: Host): PlanOptions {
  return {
    preserveFds: 0,
    debug: debug || logLevel === 'debug',
    log: log === undefined || log === '' ? undefined : { path: fromCwd(log, host), format: logFormat },
  };
}

/** The same of a command line that could not be read: engines look for its error in their log too. */
function optionsOfUnread(argv: readonly string[], host: Host): PlanOptions {
  try {
    return planOptions(readLogging(argv), host);
  } catch (error) {
    if (error instanceof RuntsError) return quiet;
    throw error;
  }
}
