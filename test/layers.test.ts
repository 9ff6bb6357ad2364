/**
 * Who may import what (design.md): each rule of biome.json and of the planner's tsconfig is broken once, in a tree of its
 * own that has these two configurations and nothing else of the project.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const project = fileURLToPath(new URL('..', import.meta.url));

/** A file and the one line in it. */
type Planted = readonly [file: string, line: string];

const forbidden: readonly Planted[] = [
  ...[
    'errors.ts',
    'planner.ts',
    'host/host.ts',
    'host/facts.ts',
    'commands/x.ts',
    'spec/x.ts',
    'plan/x.ts',
  ].map((file): Planted => [file, "export { readFileSync } from 'node:fs';"]),
  ...['stages/x.ts', 'cgroup/x.ts', 'seccomp/x.ts', 'spec/checks/x.ts', 'stages/deep/x.ts'].map(
    (file): Planted => [file, "export { readFileSync } from 'node:fs';"],
  ),
  ['errors.ts', "export { x } from './spec/x.ts';"],
  ['spec/x.ts', "export { x } from '../plan/x.ts';"],
  ['spec/checks/x.ts', "export { x } from '../../plan/x.ts';"],
  ['spec/x.ts', "export { x } from '../host/host.ts';"],
  ['spec/x.ts', "export { x } from '../cli.ts';"],
  ['plan/x.ts', "export { x } from '../stages/x.ts';"],
  ['plan/x.ts', "export { x } from '../cgroup/x.ts';"],
  ['plan/x.ts', "export { x } from '../commands/x.ts';"],
  ['plan/x.ts', "export { x } from '../host/host.ts';"],
  ['plan/x.ts', "export { x } from '../planner.ts';"],
  ['plan/x.ts', "export { x } from 'yargs';"],
  ['stages/x.ts', "export { x } from '../commands/x.ts';"],
  ['stages/x.ts', "export type { X } from '../host/host.ts';"],
  ['stages/x.ts', "export { x } from '../host/facts.ts';"],
  ['stages/x.ts', "export { x } from '../host/node.ts';"],
  ['stages/x.ts', "export { x } from '../planner.ts';"],
  ['stages/x.ts', "export { x } from 'yargs';"],
  ['cgroup/x.ts', "export { x } from '../stages/x.ts';"],
  ['cgroup/x.ts', "export { x } from '../host/host.ts';"],
  ['seccomp/x.ts', "export { x } from '../commands/x.ts';"],
  ['commands/x.ts', "export { x } from '../host/node.ts';"],
  ['commands/x.ts', "export { x } from '../host/write-utf8.ts';"],
  ['commands/x.ts', "export { x } from '../cli.ts';"],
  ['commands/x.ts', "export { x } from '../cli/yargs.ts';"],
  ['commands/x.ts', "export { x } from 'yargs';"],
  ['commands/x.ts', "export { x } from 'ajv';"],
  ['commands/x.ts', "export const x = () => import('node:fs');"],
  ['planner.ts', "export { x } from './host/node.ts';"],
  ['planner.ts', "export { x } from './api/x.ts';"],
];

const allowed: readonly Planted[] = [
  ['spec/x.ts', "export { x } from '../errors.ts';"],
  ['spec/checks/x.ts', "export { x } from '../types.ts';"],
  ['plan/x.ts', "export { x } from '../spec/types.ts';"],
  ['stages/x.ts', "export { x } from '../plan/stage.ts';"],
  ['stages/x.ts', "export { x } from '../cgroup/path.ts';"],
  ['cgroup/x.ts', "export { x } from '../plan/request.ts';"],
  ['commands/x.ts', "export { x } from '../stages/index.ts';"],
  ['commands/x.ts', "export { x } from '../host/facts.ts';"],
  ['planner.ts', "export { x } from './commands/x.ts';"],
  ['host/node.ts', "export { readFileSync } from 'node:fs';"],
  ['cli/x.ts', "export { default as yargs } from 'yargs';"],
];

/** Which of the planted lines a configuration of the project refuses, by file and line number. */
function refused(
  planted: readonly Planted[],
  look: (tree: string) => readonly { readonly path: string; readonly line: number }[],
): readonly Planted[] {
  const files = new Map<string, string[]>();
  for (const [file, line] of planted) files.set(file, [...(files.get(file) ?? []), line]);
  const tree = mkdtempSync(join(tmpdir(), 'runts-layers-'));
  try {
    for (const [file, lines] of files) {
      mkdirSync(dirname(join(tree, 'runtime', file)), { recursive: true });
      writeFileSync(join(tree, 'runtime', file), `${lines.join('\n')}\n`);
    }
    const found = new Set(
      look(tree).map(({ path, line }) => {
        const file = path.replace('runtime/', '');
        return `${file} ${files.get(file)?.[line - 1]}`;
      }),
    );
    return planted.filter((each) => found.has(each.join(' ')));
  } finally {
    rmSync(tree, { recursive: true });
  }
}

interface Diagnostic {
  readonly category: string;
  readonly location: { readonly path: string; readonly start: { readonly line: number } };
}

function lint(tree: string) {
  cpSync(join(project, 'biome.json'), join(tree, 'biome.json'));
  const biome = join(project, 'node_modules/.bin/biome');
  const options = ['--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none'];
  const { stdout } = spawnSync(biome, ['lint', ...options, 'runtime'], { cwd: tree, encoding: 'utf8' });
  const { diagnostics }: { readonly diagnostics: readonly Diagnostic[] } = JSON.parse(stdout);
  return diagnostics
    .filter(({ category }) => category === 'lint/style/noRestrictedImports')
    .map(({ location }) => ({ path: location.path, line: location.start.line }));
}

/** What exists only outside of the language: the embedded engine has none of it. */
const globals = [
  'process.env',
  'Buffer.from("")',
  'console.log',
  'new TextDecoder()',
  'new TextEncoder()',
  'new URL("x:y")',
  'setTimeout',
  'structuredClone',
  'queueMicrotask',
  'fetch',
  'performance.now',
  'crypto',
  'WebAssembly',
  'require',
  '__dirname',
  'import.meta.url',
  '[].toSorted',
  '[].findLast',
].map((expression, index): Planted => ['stages/x.ts', `export const x${index}: unknown = ${expression};`]);

const language = ['new Uint8Array(1)', '[].at', 'Object.hasOwn', '1n', 'new Date(0)'].map(
  (expression, index): Planted => ['stages/x.ts', `export const x${index}: unknown = ${expression};`],
);

function compile(tree: string) {
  for (const file of ['package.json', 'tsconfig.json', 'runtime/tsconfig.json'])
    cpSync(join(project, file), join(tree, file));
  symlinkSync(join(project, 'node_modules'), join(tree, 'node_modules'));
  const tsc = join(project, 'node_modules/.bin/tsc');
  const { stdout } = spawnSync(tsc, ['-p', 'runtime', '--noEmit'], { cwd: tree, encoding: 'utf8' });
  return [...stdout.matchAll(/^(.*)\((\d+),\d+\): error /gm)].map(([, path = '', line]) => ({
    path,
    line: Number(line),
  }));
}

t.test('a layer imports what it may and nothing else', (t) => {
  t.strictSame(refused(forbidden, lint), forbidden);
  t.strictSame(refused(allowed, lint), []);
  t.end();
});

t.test("the planner has the language, and nothing of Node's or the web's", (t) => {
  t.strictSame(refused(globals, compile), globals);
  t.strictSame(refused(language, compile), []);
  t.end();
});
