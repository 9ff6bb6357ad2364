// From runtime/commands/table.ts: help and completion (commands/help.gen.ts), the man page; from package.json: the
// version.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bash } from './help/bash.mjs';
import { fish } from './help/fish.mjs';
import { man } from './help/man.mjs';
import { zsh } from './help/zsh.mjs';

const root = new URL('..', import.meta.url);
const banner = 'Generated from runtime/commands/table.ts by scripts/generate-help.mjs: do not edit.';

/**
 * @param {{check: boolean}} options with `check`, nothing is written
 * @returns {Promise<string[]>} the files that are stale (with `check`) or were rewritten
 */
export async function generate({ check }) {
  const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));
  const { renderHelp, ...table } = await loadHelp();

  const topics = {};
  for (const command of Object.keys(table.commands)) topics[command] = await renderHelp(command);
  const completions = { bash: bash(table, banner), zsh: zsh(table, banner), fish: fish(table, banner) };

  const files = {
    'runtime/commands/help.gen.ts': helpModule(await renderHelp(undefined), topics, completions),
    'runtime/commands/version.gen.ts': versionModule(version),
    'docs/man/runts.8': man(table, version, banner),
  };
  const stale = [];
  for (const [name, text] of Object.entries(files)) {
    const file = new URL(name, root);
    const present = await readFile(file, 'utf8').catch(() => undefined);
    if (present === text) continue;
    stale.push(name);
    if (check) continue;
    await mkdir(dirname(fileURLToPath(file)), { recursive: true });
    await writeFile(file, text);
  }
  return stale;
}

/** The table and the renderer. yargs reads files beside its own modules, so it cannot be bundled into a data: URL. */
async function loadHelp() {
  const file = fileURLToPath(new URL(`node_modules/.runts-help-${process.pid}.mjs`, root));
  await build({
    stdin: {
      contents: "export * from './runtime/cli/help.ts'; export * from './runtime/commands/table.ts';",
      resolveDir: fileURLToPath(root),
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    outfile: file,
  });
  try {
    return await import(file);
  } finally {
    await rm(file);
  }
}

function helpModule(overview, topics, completions) {
  const entries = (texts) =>
    Object.entries(texts)
      .map(([key, text]) => `  ${key}: ${literal(text)},\n`)
      .join('');
  return [
    `// ${banner}\n\n`,
    '/** The help of the whole program. */\n',
    `export const overview = ${literal(overview)};\n\n`,
    '/** The help of each command. */\n',
    `export const topics = {\n${entries(topics)}} as const;\n\n`,
    '/** A completion script for each shell. */\n',
    `export const completions = {\n${entries(completions)}} as const;\n`,
  ].join('');
}

/** A template literal, so that a change of the text shows line by line in review. */
function literal(text) {
  return `\`${text.replaceAll(/[\\`]|\$\{/g, '\\$&')}\``;
}

function versionModule(version) {
  return `// Generated from package.json by scripts/generate-help.mjs: do not edit.

/** The version of runts. */
export const version = '${version}';
`;
}
