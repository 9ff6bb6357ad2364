/**
 * Resource limits, set only when the machine's own work is done: a low RLIMIT_NOFILE or RLIMIT_AS must not hit it.
 * They are set from the host's side, because raising a hard limit takes its privilege. A runtime without that
 * privilege may not set another user's limits at all; then the process lowers its own.
 *
 * config.json: `process.rlimits`
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#posix-process
 */
import * as flags from '../plan/flags.ts';
import { CAP_SYS_RESOURCE, capable } from '../plan/request.ts';
import { refuse, type Stage } from '../plan/stage.ts';

export const rlimits: Stage = {
  name: 'rlimits',
  config: ['process.rlimits'],
  plan({ spec, facts }) {
    const track = capable(facts, CAP_SYS_RESOURCE) ? 'runtime' : 'container';
    return (spec.process?.rlimits ?? []).map(({ type, soft, hard }, index) => {
      const origin = `/process/rlimits/${index}`;
      if (!isResource(type))
        refuse(`${origin}/type`, `"${type}" is no resource: ${Object.keys(flags.rlimit).join(' ')}`);
      return { op: 'prlimit', in: track, resource: type, soft, hard, origin };
    });
  },
};

function isResource(type: string): type is keyof typeof flags.rlimit {
  return Object.hasOwn(flags.rlimit, type);
}
