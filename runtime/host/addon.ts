/** The native addon: system calls that `node:fs` lacks, as bare as the kernel has them. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SyscallError } from './syscall-error.ts';

/** Each function is described in the file of its name in native/addon; all throw `SyscallError`. */
export interface Addon {
  flock(fd: number, operation: number): void;
  memfdCreate(name: string, bytes: Uint8Array): number;
  sendProgram(channel: number, bytes: Uint8Array, lock: number): void;
}

/** Seen from a bundle in dist, from the library's files beneath it, and from the sources. */
const PLACES = ['./runts.node', '../runts.node', '../../dist/runts.node'];

let loaded: Addon | undefined;

/** Loads the addon once; an error says where it was looked for. */
export function loadAddon(): Addon {
  loaded ??= load();
  return loaded;
}

function load(): Addon {
  const paths = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const path = paths.find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error(`cannot find the addon: tried "${paths.join('", "')}"`);

  const module = { exports: {} as Addon & { initialize(error: typeof SyscallError): void } };
  process.dlopen(module, path);
  module.exports.initialize(SyscallError);
  return module.exports;
}
