/** `state` and `list`: what is known about containers, without a lock (hooks call state). */
import { HostError, RuntsError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { Plan, PlannedOp, PlanOptions } from '../plan/plan.ts';
import { prettyJson } from '../plan/pretty-json.ts';
import type { Recorded } from '../plan/request.ts';
import { answer } from './answer.ts';
import { listIds, printedState, readContainer, requireContainer, stateRoot } from './container.ts';
import type { Invocation } from './invocation.ts';
import { table } from './text-table.ts';

/** `state ID`. Throws `ContainerStateError`. */
export function planState(
  { globals, positionals: { id } }: Invocation<'state'>,
  host: Host,
  options: PlanOptions,
): Plan {
  const state = requireContainer(host, stateRoot(globals, host), id);
  return answer('state', options, prettyJson(printedState(state)));
}

/** `list`. Throws `HostError` where an explicit --root is missing. */
export function planList(
  { globals, options: given }: Invocation<'list'>,
  host: Host,
  options: PlanOptions,
): Plan {
  const root = stateRoot(globals, host);
  const ids = listIds(host, root);
  if (ids === undefined && globals.root !== undefined && globals.root !== '') {
    throw new HostError('open', root, 'ENOENT', 'no such file or directory');
  }
  const states: Recorded[] = [];
  const warnings: PlannedOp[] = [];
  for (const id of ids ?? []) {
    try {
      // One that is deleted meanwhile, or whose create has just begun, has no state: it is not listed.
      const state = readContainer(host, root, id);
      if (state !== undefined) states.push(state);
    } catch (error) {
      if (!(error instanceof RuntsError)) throw error;
      // One that is damaged must not hide the others.
      warnings.push({
        op: 'log',
        in: 'runtime',
        level: 'warning',
        text: error.message,
        origin: '',
        stage: 'list',
      });
    }
  }
  const plan = answer('list', options, print(states, given));
  return { ...plan, ops: [...warnings, ...plan.ops] };
}

function print(
  states: readonly Recorded[],
  { format, quiet }: { format: 'table' | 'json'; quiet: boolean },
): string {
  if (quiet) return states.map(({ id }) => `${id}\n`).join('');
  if (format === 'json') return `${JSON.stringify(states.map(printedState))}\n`;
  const rows = states
    .map(printedState)
    .map((s) => [s.id, `${s.pid}`, s.status, s.bundle, s.created, `${s.owner}`]);
  return table(['ID', 'PID', 'STATUS', 'BUNDLE', 'CREATED', 'OWNER'], rows);
}
