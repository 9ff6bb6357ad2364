/**
 * Masked paths: hides files and directories from the container.
 *
 * config.json: `linux.maskedPaths`
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#masked-paths
 */
import { requireNamespace, type Stage } from '../plan/stage.ts';
import { containerPath } from './path.ts';

export const maskedPaths: Stage = {
  name: 'maskedPaths',
  config: ['linux.maskedPaths'],
  plan({ spec }) {
    const paths = (spec.linux?.maskedPaths ?? []).map(containerPath);
    if (paths.length === 0) return [];
    requireNamespace(spec, 'mount', '/linux/maskedPaths');
    // Engines list some paths twice; a second mask would only stack a second mount. Whether a path is a file or a
    // directory can be seen only from inside, so the machine decides how to mask it.
    return [...new Set(paths)].map((target) => ({
      op: 'maskPath',
      in: 'container',
      target,
      origin: `/linux/maskedPaths/${paths.indexOf(target)}`,
    }));
  },
};
