/** Paths as a command line has them. */
import type { Host } from '../host/host.ts';
import { absolute } from '../stages/path.ts';

/** The path that the caller meant. Where the working directory is gone, only a relative one fails with `HostError`. */
export function fromCwd(path: string, host: Host): string {
  return absolute(path, path.startsWith('/') ? '/' : host.cwd());
}
