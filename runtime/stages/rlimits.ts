/**
 * Resource limits, set from the host's side (raising a hard limit takes its privilege) and only when the machine's
 * own work is done: a low RLIMIT_NOFILE or RLIMIT_AS must not hit it.
 *
 * config.json: `process.rlimits`
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#posix-process
 */
import * as flags from '../plan/flags.ts';
import { refuse, type Stage } from '../plan/stage.ts';

export const rlimits: Stage = {
  name: 'rlimits',
  config: ['process.rlimits'],
  plan: ({ spec }) =>
    (spec.process?.rlimits ?? []).map(({ type, soft, hard }, index) => {
      const origin = `/process/rlimits/${index}`;
      if (!isResource(type))
        refuse(`${origin}/type`, `"${type}" is no resource: ${Object.keys(flags.rlimit).join(' ')}`);
      return { op: 'prlimit', in: 'runtime', resource: type, soft, hard, origin };
    }),
};

function isResource(type: string): type is keyof typeof flags.rlimit {
  return Object.hasOwn(flags.rlimit, type);
}
