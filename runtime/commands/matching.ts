/** Ids by pattern: `--regex`. */
import { UsageError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import { listIds } from './container.ts';

/** The ids that `--regex` means. Throws `UsageError` for what is no regular expression. */
export function matching(host: Host, root: string, pattern: string): readonly string[] {
  const expression = regularExpression(pattern);
  return (listIds(host, root) ?? []).filter((id) => expression.test(id));
}

function regularExpression(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch {
    throw new UsageError(`invalid value "${pattern}" for ID: not a regular expression`);
  }
}
