// npm's install script of the package. Makes the link by which the launcher finds Node; and where the executables in the
// package are for another architecture than this Node's, builds them from the sources in the package. Silent where all is
// well. In the source tree it does nothing.
//
//   node scripts/install.mjs [--build]      with --build, it builds on every architecture: for another C library, say

import { spawnSync } from 'node:child_process';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

// What the planner is made from is not in the package.
if (existsSync('runtime')) process.exit(0);

if (!existsSync('dist/runts')) fail('there is no dist/runts: the package was packed before it was built');
if (process.argv.includes('--build') || machine('dist/runts') !== machine('/proc/self/exe')) build();

rmSync('dist/node', { force: true });
symlinkSync(process.execPath, 'dist/node');

function fail(text) {
  console.error(`runts: ${text}`);
  process.exit(1);
}

/** e_machine of elf(5). */
function machine(path) {
  const bytes = Buffer.alloc(20);
  const fd = openSync(path);
  readSync(fd, bytes);
  closeSync(fd);
  return bytes.readUInt16LE(18);
}

function build() {
  // make's own default is g++, which a machine with clang may lack.
  const env = { CXX: 'c++', ...process.env };
  const tools = ['make', env.CC ?? 'cc', env.CXX].map((command) => command.split(' ')[0]);
  const missing = tools.filter((tool) => !isExecutable(tool));
  if (missing.length > 0) {
    fail(
      `it has to be built here for ${process.arch}, and there is no ${missing.join(', no ')} ` +
        '(Debian: apt install make g++)',
    );
  }

  // Old objects know neither the compiler's architecture nor its C library.
  rmSync('native/build', { recursive: true, force: true });
  const variables = [`NODE=${process.execPath}`, 'PLANNER=../dist/planner.cjs', 'STRICT='];
  const make = ['-s', `-j${availableParallelism()}`, '-C', 'native', 'all', ...variables];
  const { status } = spawnSync('make', make, { env, stdio: 'inherit' });
  rmSync('native/build', { recursive: true, force: true });
  if (status !== 0) fail('it cannot be built here: what the compiler said is above');

  // V8 made it elsewhere. Without it, it compiles the planner each time that plugins need Node.
  rmSync('dist/planner.cache', { force: true });
}

function isExecutable(command) {
  const directories = command.includes('/') ? [''] : (process.env.PATH ?? '').split(delimiter);
  return directories.some((directory) => {
    try {
      accessSync(join(directory, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
