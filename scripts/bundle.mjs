// Bundles the programs that run in Node, each into one file: a runtime is measured by its start-up time.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { build } from 'esbuild';

const START = fileURLToPath(new URL('../runtime/host/start.ts', import.meta.url));

const COMMON = { bundle: true, platform: 'node', target: 'node20', logLevel: 'error' };

/**
 * The planner for the launcher: planner.cjs from `entry`, the code cache that V8 makes of it, and start.cjs, which runs
 * the one with the other. CommonJS: Node's loader of ES modules costs 5 ms more. What planning the command lines of
 * `warmUp` calls is in the cache too.
 */
export async function bundlePlanner(entry, directory, warmUp = []) {
  const cache = join(directory, 'planner.cache');
  const planner = resolve(directory, 'planner.cjs');

  // V8 knows a source by its length only: a stale cache must not outlive a build that is interrupted here.
  rmSync(cache, { force: true });
  await bundleCommonJs(START, join(directory, 'start.cjs'));
  await bundleCommonJs(entry, planner);

  const script = new Script(Module.wrap(readFileSync(planner, 'latin1')), { filename: planner });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(planner), module, planner, dirname(planner));
  const { plan, nodeHost } = module.exports;
  for (const argv of warmUp) plan(argv, nodeHost());
  writeFileSync(cache, script.createCachedData());
}

function bundleCommonJs(entry, outfile) {
  return build({
    ...COMMON,
    entryPoints: [entry],
    outfile,
    format: 'cjs',
    define: { 'import.meta.url': 'bundleUrl' },
    banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  });
}

/** The planner for the embedded engine: nothing of Node in it. Written only when it changes, for make goes by time. */
export async function bundlePure(entry, outfile) {
  const { outputFiles } = await build({
    bundle: true,
    platform: 'neutral',
    target: 'es2022',
    logLevel: 'error',
    format: 'cjs',
    entryPoints: [entry],
    write: false,
  });
  const { text } = outputFiles[0];
  if (existsSync(outfile) && readFileSync(outfile, 'utf8') === text) return;
  mkdirSync(dirname(outfile), { recursive: true });
  writeFileSync(outfile, text);
}

/** The Node-hosted CLI. An ES module: bundled as CommonJS, yargs breaks. */
export function bundleCli(entry, outfile) {
  return build({
    ...COMMON,
    entryPoints: [entry],
    outfile,
    format: 'esm',
    // CommonJS packages inside the bundle call require for Node's own modules.
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
  });
}
