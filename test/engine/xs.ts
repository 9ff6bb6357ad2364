/** A launcher that plans in XS and writes the program, instead of becoming the machine. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const MACHINE = fileURLToPath(new URL('machine.c', import.meta.url));

export interface Xs {
  /** Temporary, removed by `remove`. */
  readonly directory: string;
  /** The program for a command line, and the process that planned it. Throws where none came. */
  plan(
    argv: readonly string[],
    env: Readonly<Record<string, string>>,
  ): { readonly program: Buffer; readonly pid: number };
  remove(): void;
}

/**
 * Builds it from the project's sources in a temporary directory; the objects of XS are the project's own. The planner may
 * be another one.
 */
export function buildXs(planner = join(PROJECT, 'dist/planner.cjs')): Xs {
  const directory = mkdtempSync(join(tmpdir(), 'runts-xs-'));
  const machine = join(directory, 'machine');
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { cwd: PROJECT, stdio: 'pipe' });
  run('cc', '-std=c17', '-Wall', '-Wextra', '-Werror', '-O2', '-static', MACHINE, '-o', machine);
  const parts = [`BUILD=${directory}/build`, `DIST=${directory}/dist`, 'XS_BUILD=build'];
  const baked = [...parts, `MACHINE=${machine}`, `PLANNER=${planner}`];
  run('flock', 'dist/.lock', 'make', '-s', '-j2', '-C', 'native', 'launcher', ...baked);

  return {
    directory,
    plan(argv, env) {
      const file = join(directory, 'dist/runts');
      const options = { env, stdio: 'pipe', maxBuffer: 1 << 28 } as const;
      const { status, signal, stdout, stderr, pid } = spawnSync(file, argv, options);
      if (status !== 0) throw new Error(`XS: ${status ?? signal}: ${stderr}`);
      return { program: stdout, pid };
    },
    remove: () => rmSync(directory, { recursive: true }),
  };
}
