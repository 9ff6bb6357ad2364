import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Box } from '../conformance/box.ts';
import type { Command } from '../conformance/engine.ts';
import { buildProgram } from '../faults/build.ts';

/** A directory of the host beside the bundles, which no container has anything to do with. */
export class Outside {
  readonly dir: string;
  readonly #before: readonly string[];

  constructor(box: Box) {
    this.dir = join(box.dir, 'outside');
    mkdirSync(join(this.dir, 'directory'), { recursive: true });
    writeFileSync(join(this.dir, 'file'), 'of the host\n');
    writeFileSync(join(this.dir, 'directory/secret'), 'of the host\n');
    this.#before = snapshot(this.dir);
  }

  /** What is in it now that was not in the beginning, or is not as it was. */
  changes(): readonly string[] {
    const after = snapshot(this.dir);
    const gone = this.#before.filter((line) => !after.includes(line)).map((line) => `gone: ${line}`);
    return [...after.filter((line) => !this.#before.includes(line)), ...gone];
  }
}

/** Exchanges two paths for ever; ends with the engine at the latest. */
export async function swap(box: Box, one: string, other: string): Promise<{ stop(): Promise<void> }> {
  const swapper: Command = await box.engine.spawn([buildProgram('advisories/swap.c'), one, other], {
    timeout: 100_000,
  });
  return {
    async stop() {
      process.kill(swapper.pid, 'SIGKILL');
      await swapper.done;
    },
  };
}

/** Every file below a directory in one line: name, type, mode, owner, and what it holds. */
function snapshot(dir: string): string[] {
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name);
    const stat = lstatSync(path);
    const content = stat.isFile()
      ? createHash('sha256').update(readFileSync(path)).digest('hex')
      : stat.isSymbolicLink()
        ? readlinkSync(path)
        : `${stat.rdev}`;
    const line = `${path} ${stat.mode.toString(8)} ${stat.uid}:${stat.gid} ${content}`;
    return stat.isDirectory() ? [line, ...snapshot(path)] : [line];
  });
}
