/** The native addon: `Host` over the functions of native/host, and system calls as bare as the kernel has them. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HostError } from '../errors.ts';
import type { Host, Ids } from './host.ts';
import { SyscallError } from './syscall-error.ts';

/** Each function is described in native/addon. Those of `Host` throw `HostError`, the others `SyscallError`. */
export interface Addon
  extends Pick<
    Host,
    'cwd' | 'directory' | 'read' | 'list' | 'stat' | 'realpath' | 'readlink' | 'statfs' | 'hash' | 'startTime'
  > {
  ids(): Omit<Ids, 'pid'>;
  lock(path: string, wait: number | undefined, held: number): number;
  memfdCreate(name: string, bytes: Uint8Array): number;
  sendProgram(channel: number, bytes: Uint8Array, lock: number): void;
}

interface Exports extends Omit<Addon, 'directory'> {
  initialize(syscallError: typeof SyscallError, hostError: typeof HostError): void;
}

/** Seen from a bundle in dist, from the library's files beneath it, and from the sources. */
const PLACES = ['./runts.node', '../runts.node', '../../dist/runts.node'];

let loaded: Addon | undefined;

/**
 * Loads the addon once; an error says where it was looked for. `hostError` is the class of the planner that will catch
 * what the functions of `Host` throw: one that runs in a realm of its own has its own. The first call decides.
 */
export function loadAddon(hostError: typeof HostError = HostError): Addon {
  loaded ??= load(hostError);
  return loaded;
}

function load(hostError: typeof HostError): Addon {
  const paths = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const path = paths.find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error(`cannot find the addon: tried "${paths.join('", "')}"`);

  const module = { exports: {} as Exports };
  try {
    process.dlopen(module, path);
  } catch (cause) {
    const install = join(dirname(path), '../scripts/install.mjs');
    throw new Error(
      `cannot load the addon: ${(cause as Error).message} (where it was built, machine or C library are others: ` +
        `"node ${install} --build" builds it here; the executable runts works without)`,
      { cause },
    );
  }
  module.exports.initialize(SyscallError, hostError);
  return { ...module.exports, directory: () => dirname(path) };
}
