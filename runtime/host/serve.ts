/** The planner's end of the launcher: plan, hand over, vanish. */
import type { HostError } from '../errors.ts';
import { loadAddon } from './addon.ts';
import type { Host } from './host.ts';
import { nodeHost } from './node.ts';
import type { Realm } from './realm.ts';

/** The launcher's socket. */
const CHANNEL = 3;

/** What is served: the planner, and the class of the errors that it knows as the host's. */
export interface Planner {
  plan(argv: readonly string[], host: Host): Uint8Array;
  readonly HostError: typeof HostError;
}

/**
 * Sends the launcher the program that a planner in this realm makes for its arguments, then ends this process. An error that `plan` throws is a bug;
 * Node prints it, and the launcher shows what Node printed.
 */
export function serve({ plan, HostError }: Planner, realm: Realm): void {
  // The launcher becomes the runtime, so its pid is the one to plan for.
  const host = nodeHost({ pid: process.ppid, HostError, realm });
  const program = plan(process.argv.slice(2), host);
  loadAddon().sendProgram(CHANNEL, program, host.lockFd());

  // Not process.exit: it would tear down V8 and reset the flags of standard input, which is the engine's.
  process.kill(process.pid, 'SIGKILL');
}
