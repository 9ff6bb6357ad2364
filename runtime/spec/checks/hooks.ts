/**
 * Hooks.
 *
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#posix-platform-hooks
 */
import type { Hooks, Spec } from '../types.ts';
import { absolute, entries, environment, type Report, range } from './check.ts';

/** The six moments, in the order of a container's life. */
export const hookNames = [
  'prestart',
  'createRuntime',
  'createContainer',
  'startContainer',
  'poststart',
  'poststop',
] as const satisfies readonly (keyof Hooks)[];

/** The longest timeout in seconds that still counts in milliseconds of 32 bits with sign: 24 days. */
const maxTimeout = 2147483;

/** Paths absolute, environments well formed, timeouts that can be counted. */
export function checkHooks({ hooks = {} }: Spec, report: Report): void {
  for (const name of hookNames) {
    for (const [index, hook] of entries(hooks[name], `/hooks/${name}`, report)) {
      const at = `/hooks/${name}/${index}`;
      absolute(hook.path, `${at}/path`, report);
      environment(hook.env, `${at}/env`, report);
      range(hook.timeout, [1, maxTimeout], `${at}/timeout`, report);
    }
  }
}
