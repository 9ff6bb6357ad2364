import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** Builds a C program of the tests if it is stale, static; its path. `source` is relative to test/. */
export function buildProgram(source: string): string {
  const from = resolve(PROJECT, 'test', source);
  const to = resolve(PROJECT, 'native/build', basename(source, '.c'));
  if (existsSync(to) && statSync(to).mtimeMs >= statSync(from).mtimeMs) return to;
  mkdirSync(resolve(to, '..'), { recursive: true });
  // By rename, since test files that run at once may both find it stale.
  const made = `${to}.${process.pid}`;
  const flags = ['-std=c17', '-O1', '-g', '-Wall', '-Wextra', '-Wpedantic', '-Werror', '-static'];
  execFileSync('cc', [...flags, '-o', made, from], { stdio: ['ignore', 2, 2] });
  renameSync(made, to);
  return to;
}
