/** The texts that `help` and `completion` print; made from the command table at build time. */

import { completions, overview, topics } from './help.gen.ts';
import { isCommandName } from './table.ts';

/** The help of a command, or of the whole program. Ends with a newline. */
export function helpText(topic: string | undefined): string {
  return topic !== undefined && isCommandName(topic) ? topics[topic] : overview;
}

/** The completion script for a shell: command names, flags, their values, and ids by `runts list -q`. */
export function completionScript(shell: keyof typeof completions): string {
  return completions[shell];
}
