/** Plans that only say something: the answers of commands that change nothing, and refusals. */
import type { Plan, PlannedOp, PlanOptions } from '../plan/plan.ts';

/** How a command that could not even be read logs. */
export const quiet: PlanOptions = { preserveFds: 0, debug: false, log: undefined };

/** A plan whose ops do not come from a container's story. */
export function planOf(command: string, options: PlanOptions, ops: readonly PlannedOp[]): Plan {
  return { command, id: '', options, ops };
}

/** Prints text on standard output and ends with status 0. */
export function answer(command: string, options: PlanOptions, text: string, status = 0): Plan {
  const common = { in: 'runtime', origin: '', stage: command } as const;
  return planOf(command, options, [
    { op: 'print', fd: 1, text, ...common },
    { op: 'exit', status, ...common },
  ]);
}

/** Logs text as the error and ends with status 1. */
export function refusal(command: string, options: PlanOptions, text: string): Plan {
  return planOf(command, options, [
    { op: 'fail', text: text.replaceAll('\0', '\\0'), in: 'runtime', origin: '', stage: command },
  ]);
}
