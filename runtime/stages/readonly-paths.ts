/**
 * Read-only paths: what the container may read and not write.
 *
 * config.json: `linux.readonlyPaths`
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#readonly-paths
 */
import { requireNamespace, type Stage } from '../plan/stage.ts';
import { containerPath } from './path.ts';

export const readonlyPaths: Stage = {
  name: 'readonlyPaths',
  config: ['linux.readonlyPaths'],
  plan({ spec }) {
    const paths = (spec.linux?.readonlyPaths ?? []).map(containerPath);
    if (paths.length === 0) return [];
    requireNamespace(spec, 'mount', '/linux/readonlyPaths');
    return [...new Set(paths)].map((target) => ({
      op: 'readonlyPath',
      in: 'container',
      target,
      origin: `/linux/readonlyPaths/${paths.indexOf(target)}`,
    }));
  },
};
