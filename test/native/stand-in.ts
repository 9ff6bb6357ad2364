/** A launcher with stand-ins for its planner and its machine, built from the project's own sources. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const STAND_IN = fileURLToPath(new URL('stand-in', import.meta.url));

/** What test/native/stand-in/machine.c writes; see test/probe/facts.c. */
export interface Facts {
  readonly args: readonly string[];
  readonly fds: readonly { fd: number; cloexec: boolean; flags: readonly string[]; target: string }[];
  readonly exe: string;
  readonly [fact: string]: unknown;
}

export interface StandIn {
  /** Temporary, removed by `remove`. */
  readonly directory: string;
  /** The launcher. */
  readonly runts: string;
  /** A launcher whose Node has gone. */
  readonly nodeless: string;
  /** The machine's stand-in, to be run without a launcher. */
  readonly machine: string;
  /** test/probe/with.c: gives a command what an engine may have given it. */
  readonly with: string;
  remove(): void;
}

/** Builds it in a temporary directory; the addon and `with` come from the project's own build. */
export async function buildStandIn(): Promise<StandIn> {
  const directory = mkdtempSync(join(tmpdir(), 'runts-launcher-'));
  const machine = join(directory, 'machine-stand-in');
  const dist = join(directory, 'dist');
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { cwd: PROJECT, stdio: ['ignore', 2, 2] });

  run('make', '-s', '-f', 'native/probe.mk', 'native/build/with');
  mkdirSync(join(PROJECT, 'dist'), { recursive: true });
  run('flock', 'dist/.lock', 'make', '-s', '-C', 'native', 'addon');
  const sources = [join(STAND_IN, 'machine.c'), 'test/probe/facts.c', 'test/probe/json.c'];
  run('cc', '-std=c17', '-Wall', '-Wextra', '-Werror', '-static', '-Itest/probe', ...sources, '-o', machine);
  // The objects of XS are the project's own: to compile them takes longer than all the rest.
  const parts = [`BUILD=${directory}/build`, 'XS_BUILD=build', `MACHINE=${machine}`];
  const launcher = ['dist/.lock', 'make', '-s', '-C', 'native', 'launcher', ...parts];
  run('flock', ...launcher, `DIST=${directory}/nodeless`, 'NODE=/nowhere/node');
  run('flock', ...launcher, `DIST=${dist}`);
  // Not a link: the project may lie where only its owner comes.
  copyFileSync(join(PROJECT, 'dist/runts.node'), join(dist, 'runts.node'));
  const { bundleStart } = await import(join(PROJECT, 'scripts/bundle.mjs'));
  await bundleStart(join(STAND_IN, 'start.ts'), dist);

  return {
    directory,
    machine,
    runts: join(dist, 'runts'),
    nodeless: join(directory, 'nodeless/runts'),
    with: join(PROJECT, 'native/build/with'),
    remove: () => rmSync(directory, { recursive: true }),
  };
}

/** Runs a command to its end. */
export function run(command: readonly string[], options: { env?: NodeJS.ProcessEnv; input?: string } = {}) {
  const [file = '', ...args] = command;
  const { status, signal, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8', env: {}, ...options });
  return { status, signal, stdout, stderr };
}

/** Reads what the stand-in machine (or planner) wrote. */
export function readJson(file: string) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
