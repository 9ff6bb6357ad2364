// What can be said about the sources without running them: format and lint, types, dead code, the C format, generated
// files.
// Silent about what is well; each failure is shown whole, and the exit code is 1.
//
//   node scripts/check.mjs

import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const TSC = 'node_modules/typescript/bin/tsc';
const SOURCES = ['native', 'test']
  .flatMap((top) => readdirSync(top, { recursive: true }).map((name) => join(top, name)))
  .filter((path) => /\.(c|cc|h)$/.test(path) && !/\.gen\.h$|\/build\//.test(path));

const CHECKS = [
  { name: 'biome', command: ['node_modules/.bin/biome', 'check', '--error-on-warnings'] },
  // tsc alone takes as long as the rest together; what it learnt last time is kept.
  { name: 'types', command: tsc('tsconfig.json', '--noEmit') },
  { name: 'types of the planner', command: tsc('runtime/tsconfig.json', '--noEmit') },
  { name: 'dead code', command: ['node_modules/.bin/knip', '--no-progress'] },
  { name: 'clang-format', command: ['clang-format', '--dry-run', '-Werror', ...SOURCES], optional: true },
  { name: 'generated files', command: [process.execPath, 'scripts/generate.mjs', '--check'] },
];

const results = await Promise.all(CHECKS.map(run));
for (const { name, output } of results.filter(({ skipped }) => skipped))
  console.log(`skipped: ${name}: ${output}`);

const failed = results.filter(({ passed }) => !passed);
for (const { name, output } of failed) console.error(`failed: ${name}\n${output}`);
if (failed.length > 0) process.exit(1);

function tsc(project, ...options) {
  const memory = join('dist', `.check-${project.replaceAll('/', '-')}`);
  return [process.execPath, TSC, '-p', project, ...options, '--incremental', '--tsBuildInfoFile', memory];
}

function run({ name, command: [file, ...args], optional }) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    child.on('error', ({ code, message }) => {
      const skipped = optional && code === 'ENOENT';
      resolve({ name, passed: skipped, skipped, output: skipped ? `no ${file} on this machine` : message });
    });
    child.on('close', (code) => resolve({ name, passed: code === 0, output }));
  });
}
