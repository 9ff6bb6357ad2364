// Bundles the programs that run in Node, each into one file: a runtime is measured by its start-up time.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { lowering } from './lower.mjs';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));

const COMMON = { bundle: true, platform: 'node', target: 'node20', logLevel: 'error' };

/** For CommonJS: where the bundle lies, as an ES module knows it. */
const COMMON_JS = {
  ...COMMON,
  format: 'cjs',
  define: { 'import.meta.url': 'bundleUrl' },
  banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
};

/** What the embedded engine runs: nothing of Node, and lowered. */
export const forEngine = {
  bundle: true,
  platform: 'neutral',
  target: 'es2022',
  format: 'cjs',
  logLevel: 'error',
  plugins: [lowering(join(PROJECT, 'runtime/tsconfig.json'))],
};

/**
 * The planner, planner.cjs: the one file that both hosts run, so there is nothing of Node in it. Beside it the code cache
 * that V8 makes of it; what planning the command lines of `warmUp` calls is in the cache too.
 */
export async function bundlePlanner(directory, warmUp) {
  const planner = resolve(directory, 'planner.cjs');
  const cache = resolve(directory, 'planner.cache');
  const { outputFiles } = await build({
    ...forEngine,
    entryPoints: [join(PROJECT, 'runtime/planner.ts')],
    write: false,
  });
  const { text } = outputFiles[0];

  // V8 knows a source by its length only: a stale cache must not outlive a build that is interrupted here.
  rmSync(cache, { force: true });
  // Written only when it changes: the launcher is made from it, and make goes by time.
  if (!existsSync(planner) || readFileSync(planner, 'utf8') !== text) writeFileSync(planner, text);

  const { moduleScript, nodeHost } = await loadHost(resolve(directory, 'start.cjs'));
  // V8 writes the name into the cache: not where this machine has the file.
  const script = moduleScript(text, 'planner.cjs');
  const { plan, HostError } = script.runInThisContext();
  for (const argv of warmUp) plan(argv, nodeHost({ HostError }));
  writeFileSync(cache, script.createCachedData());
}

/** The host in Node as a bundle at `filename` would have it: the addon is looked for beside that. */
async function loadHost(filename) {
  const { outputFiles } = await build({
    ...COMMON_JS,
    stdin: {
      contents: "export * from './runtime/host/node.ts'; export * from './runtime/host/module-script.ts';",
      resolveDir: PROJECT,
    },
    write: false,
  });
  const module = { exports: {} };
  const load = new Function('module', 'exports', 'require', '__filename', outputFiles[0].text);
  load(module, module.exports, createRequire(filename), filename);
  return module.exports;
}

/** What the launcher starts in Node: start.cjs. CommonJS: Node's loader of ES modules costs 5 ms more. */
export function bundleStart(entry, directory) {
  return build({ ...COMMON_JS, entryPoints: [entry], outfile: join(directory, 'start.cjs') });
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
