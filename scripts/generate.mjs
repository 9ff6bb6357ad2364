// Runs every generator. Each is a module scripts/generate-NAME.mjs that exports
// `generate({ check }): Promise<string[]>`: it writes its files, or with `check` writes nothing, and returns the paths
// of those that were not up to date.
//
//   node scripts/generate.mjs [--check]      with --check, stale files are named and the exit code is 1

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Runs the generators in the order of their names; returns the stale files' paths. */
export async function generate({ check }) {
  const names = readdirSync(new URL('.', import.meta.url)).filter((name) => /^generate-.*\.mjs$/.test(name));
  const stale = [];
  for (const name of names.sort()) {
    const generator = await import(new URL(name, import.meta.url).href);
    stale.push(...((await generator.generate({ check })) ?? []));
  }
  return stale;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const check = process.argv.includes('--check');
  const stale = await generate({ check });
  if (check && stale.length > 0) {
    for (const path of stale) console.error(`not up to date: ${path} (npm run generate)`);
    process.exit(1);
  }
}
