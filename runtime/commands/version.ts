/** Which runts this is. */

import { version } from './version.gen.ts';

/** Put in place by the bundler. */
declare const RUNTS_COMMIT: unknown;

/** The commit runts was built from, or `unknown`. */
export const commit: string = typeof RUNTS_COMMIT === 'string' ? RUNTS_COMMIT : 'unknown';

/** The version of the OCI runtime specification that runts follows. */
export const specVersion = '1.3.0';

/** What `--version` prints. Engines look for a line with `version`, and for `commit: ` and `spec: `. */
export function versionText(): string {
  return `runts version ${version}\ncommit: ${commit}\nspec: ${specVersion}\n`;
}
