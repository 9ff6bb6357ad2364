/** The planner's end of the launcher: plan, hand over, vanish. */
import { loadAddon } from './addon.ts';
import type { Host } from './host.ts';
import { nodeHost } from './node.ts';

/** The launcher's socket. */
const CHANNEL = 3;

/**
 * Sends the launcher the program for its arguments, then ends this process. An error that `plan` throws is a bug;
 * Node prints it, and the launcher shows what Node printed.
 */
export function serve(plan: (argv: readonly string[], host: Host) => Uint8Array): void {
  // The launcher becomes the runtime, so its pid is the one to plan for.
  const host = nodeHost({ pid: process.ppid });
  const program = plan(process.argv.slice(2), host);
  loadAddon().sendProgram(CHANNEL, program, host.lockFd());

  // Not process.exit: it would tear down V8 and reset the flags of standard input, which is the engine's.
  process.kill(process.pid, 'SIGKILL');
}
