// Bundles the programs that run in Node, each into one file: a runtime is measured by its start-up time.

import { build } from 'esbuild';

const COMMON = { bundle: true, platform: 'node', target: 'node20', logLevel: 'error' };

/** The planner that the launcher starts. CommonJS: Node's loader of ES modules costs 5 of 27 ms more. */
export function bundlePlanner(entry, outfile) {
  return build({
    ...COMMON,
    entryPoints: [entry],
    outfile,
    format: 'cjs',
    define: { 'import.meta.url': 'bundleUrl' },
    banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  });
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
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
}
