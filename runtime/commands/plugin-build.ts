/** `plugin build`: the plugins of root's configuration, compiled with the planner into a launcher of their own. */
import { UsageError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { Plan, PlanOptions } from '../plan/plan.ts';
import { planOf } from './answer.ts';
import { fromCwd } from './from-cwd.ts';
import type { Invocation } from './invocation.ts';
import { configurationFile, configuredModules } from './plugins.ts';

/** `plugin build --output FILE`. Throws `RuntsError` where the configuration is wrong or names no plugin. */
export function planPluginBuild(
  { options: given }: Invocation<'plugin'>,
  host: Host,
  options: PlanOptions,
): Plan {
  if (given.output === undefined) throw new UsageError('"plugin build" needs --output FILE');
  const files = configuredModules(host).map(({ file }) => file);
  if (files.length === 0) throw new UsageError(`"${configurationFile}" names no plugin`);

  const directory = host.directory();
  const output = fromCwd(given.output, host);
  // Beside it, as is what becomes it: there is room for one, there is room for the other.
  const work = `${output}.build`;
  const heap = `${work}/heap`;
  const common = { in: 'runtime', origin: '', stage: 'plugin' } as const;
  const remove = { op: 'removeTree', path: work, ifMissing: 'skip', ...common } as const;
  return planOf('plugin', options, [
    { op: 'mkdir', path: work, mode: 0o700, ifExists: 'fail', undo: [remove], ...common },
    {
      op: 'spawn',
      path: `${directory}/compile`,
      args: ['compile', `${directory}/planner.cjs`, ...files, heap],
      ...common,
    },
    {
      op: 'spawn',
      path: `${directory}/runts`,
      args: ['runts', '--bake', heap, output, directory],
      ...common,
    },
    remove,
  ]);
}
