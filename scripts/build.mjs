// Builds dist/: generated files, the native parts, the library, the bundles of the planner and of the Node-hosted CLI.
// Quiet on success. With nothing changed it only asks make and compares file times.
//
//   node scripts/build.mjs

import { spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleCli, bundlePlanner, bundleStart } from './bundle.mjs';
import { generate } from './generate.mjs';

const STAMP = 'dist/.stamp';

/** The planner: the launcher is made from it, and Node runs it too. */
const PLANNER = 'dist/planner.cjs';

/** Others' sources that the native parts are compiled from: the package has them for machines that build. */
const MODULES = [
  '@agoric/xsnap/moddable/xs/includes',
  '@agoric/xsnap/moddable/xs/platforms',
  '@agoric/xsnap/moddable/xs/sources',
  'node-addon-api',
  'node-api-headers/include',
];

/** Command lines that call what engines' command lines call, and change nothing. */
const WARM_UP = [
  ['explain', 'bundles/hello'],
  ['state', 'warm-up'],
];

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

// One build at a time: editors, tests and people start them at once.
if (process.argv[2] !== '--locked') {
  mkdirSync('dist', { recursive: true });
  const build = [process.execPath, fileURLToPath(import.meta.url), '--locked'];
  const { status, error } = spawnSync('flock', ['dist/.lock', ...build], { stdio: 'inherit' });
  if (error) throw error;
  process.exit(status ?? 1);
}

if (existsSync(PLANNER) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === signature()) {
  await finish([native('all')]);
} else {
  await generate({ check: false });
  const built = signature();
  // The planner's code cache for Node is made with the addon, the launcher with the planner.
  const planner = native('addon').then(bundles);
  copyModules();
  await finish([planner.then(() => native('all')), compile()]);
  writeFileSync(STAMP, built);
}

/** Waits for all of them, so that one failure hides no other, then ends the build if any failed. */
async function finish(jobs) {
  const failures = (await Promise.allSettled(jobs)).filter(({ status }) => status === 'rejected');
  for (const { reason } of failures) console.error(reason.message);
  if (failures.length > 0) process.exit(1);
}

/** Launcher, machine and addon: make knows what is stale. */
function native(target) {
  const variables = [`NODE=${process.execPath}`, `PLANNER=${resolve(PLANNER)}`];
  return run('make', ['-sk', `-j${availableParallelism()}`, '-C', 'native', target, ...variables]);
}

/** The library: JavaScript and declarations, file by file; what generators made is copied as it is. */
async function compile() {
  await run(process.execPath, [
    'node_modules/typescript/bin/tsc',
    ...['-p', 'tsconfig.build.json', '--incremental', '--tsBuildInfoFile', 'dist/.tsbuildinfo'],
  ]);
  for (const path of files('runtime')) {
    if (!/\.gen\.(js|d\.ts)$/.test(path)) continue;
    const target = join('dist', relative('runtime', path));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(path, target);
  }
}

function copyModules() {
  rmSync('dist/modules', { recursive: true, force: true });
  for (const directory of MODULES) {
    for (const path of files(join('node_modules', directory))) {
      if (!/\.h$|\/xs\/sources\/.*\.c$/.test(path)) continue;
      cpSync(path, join('dist/modules', relative('node_modules', path)));
    }
  }
}

/** After the native parts: the planner's code cache is made by planning, over the addon. */
async function bundles() {
  await Promise.all([
    bundlePlanner('dist', WARM_UP),
    bundleStart('runtime/host/start.ts', 'dist'),
    bundleCli('runtime/cli.ts', 'dist/cli.mjs'),
  ]);
}

/** Path, size and time of everything that the JavaScript half of dist/ is made from. */
function signature() {
  const inputs = [
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
    ...files('runtime'),
    ...files('schema'),
    ...files('scripts'),
  ];
  return inputs
    .map((path) => [path, statSync(path)])
    .map(([path, { size, mtimeMs }]) => `${path} ${size} ${mtimeMs}\n`)
    .join('');
}

function files(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args.join(' ')} failed`)),
    );
  });
}
