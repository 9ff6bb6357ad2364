import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** The runtime under test: `$RUNTIME`, a path or a name on the PATH; default `dist/runts`. */
export function runtimePath(): string {
  const given = process.env.RUNTIME ?? resolve(PROJECT, 'dist/runts');
  return given.includes('/') ? resolve(given) : given;
}

/** Its name, by which a test says that another runtime differs: `runts`, `runc`, `crun`. */
export function runtimeName(): string {
  return basename(runtimePath());
}

/** Paths of the test programs of test/probe. */
export interface Programs {
  readonly probe: string;
  readonly engine: string;
  readonly with: string;
  readonly terminal: string;
}

let built: Programs | undefined;

/** Builds what is stale, once a process. */
export function programs(): Programs {
  if (built) return built;
  execFileSync('make', ['-s', '-f', 'native/probe.mk'], { cwd: PROJECT, stdio: ['ignore', 2, 2] });
  const path = (name: string): string => resolve(PROJECT, 'native/build', name);
  built = { probe: path('probe'), engine: path('engine'), with: path('with'), terminal: path('terminal') };
  return built;
}

/** Where a program of the host is, or undefined. */
export function findProgram(name: string): string | undefined {
  const directories = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
  return directories.map((directory) => join(directory, name)).find((path) => existsSync(path));
}

/** The host's busybox when it is static, so that it also runs in an empty rootfs. */
export function staticBusybox(): string | undefined {
  const path = findProgram('busybox');
  if (!path) return undefined;
  try {
    // ldd fails for a program that needs no library.
    execFileSync('ldd', [path], { stdio: 'ignore' });
    return undefined;
  } catch {
    return path;
  }
}
