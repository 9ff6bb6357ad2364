// Packs what the tests need at run time into a directory, for a machine that has Node and no node_modules, no compiler:
// dist/, the test programs, the bundles, and every test file bundled together with what it imports.
//
//   node test/vm/pack.mjs DIRECTORY TEST...

import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const [target, ...tests] = process.argv.slice(2);
if (!target || tests.length === 0) {
  console.error('usage: node test/vm/pack.mjs DIRECTORY TEST...');
  process.exit(2);
}
process.chdir(fileURLToPath(new URL('../..', import.meta.url)));

/** What `dist/runts` opens beside itself. */
const RUNTIME = ['runts', 'start.cjs', 'planner.cjs', 'planner.cache', 'runts.node', 'node'];
const PROGRAMS = ['probe', 'engine', 'with', 'terminal'];

for (const name of RUNTIME) copy(`dist/${name}`);
for (const name of PROGRAMS) copy(`native/build/${name}`);
copy('bundles');

const shared = { bundle: true, platform: 'node', target: 'node20', logLevel: 'warning' };
await build({
  ...shared,
  entryPoints: tests,
  outdir: target,
  outbase: '.',
  format: 'esm',
  external: ['tap'],
  outExtension: { '.js': '.mjs' },
});

// tap's ES modules find some of their parts only at run time; the CommonJS ones are found by the bundler.
const tap = join(target, 'node_modules/tap');
await build({
  ...shared,
  entryPoints: ['node_modules/tap/dist/commonjs/index.js'],
  outfile: join(tap, 'tap.cjs'),
  format: 'cjs',
});
writeFileSync(join(tap, 'index.mjs'), "import tap from './tap.cjs';\nexport default tap.default;\n");
writeFileSync(join(tap, 'package.json'), '{ "name": "tap", "main": "index.mjs" }\n');

function copy(path) {
  mkdirSync(join(target, path, '..'), { recursive: true });
  cpSync(path, join(target, path), { recursive: true, preserveTimestamps: true });
}
