/**
 * Makes from schema/*.json: the types (types.gen.ts), the validators (validators.gen.js, ajv's standalone code) and the
 * table of known properties (shape.gen.ts) of runtime/spec. Run by the build; `--check` only says what is stale.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { transform } from 'esbuild';
import { compile } from 'json-schema-to-typescript';

const schemas = new URL('../schema/', import.meta.url);
const target = new URL('../runtime/spec/', import.meta.url);
const files = [
  'defs.json',
  'process.json',
  'linux.json',
  'platforms.json',
  'config.json',
  'state.json',
  'plugins.json',
];

/**
 * @param {{check: boolean}} options with `check`, nothing is written
 * @returns {Promise<string[]>} the committed files that are stale (with `check`) or were rewritten, relative to the project's root
 */
export async function generate({ check }) {
  const loaded = new Map();
  for (const file of files) loaded.set(file, JSON.parse(await readFile(new URL(file, schemas), 'utf8')));

  const outputs = {
    'types.gen.ts': await types(loaded),
    'validators.gen.js': await validators(loaded),
    'shape.gen.ts': shape(loaded),
  };
  const stale = [];
  for (const [name, text] of Object.entries(outputs)) {
    const file = new URL(name, target);
    const present = await readFile(file, 'utf8').catch(() => undefined);
    if (present === text) continue;
    // The validators are not committed: a checkout does not have them, and that is no fault.
    if (!name.endsWith('.gen.js')) stale.push(`runtime/spec/${name}`);
    if (!check) await writeFile(file, text);
  }
  return stale;
}

/** ajv's standalone code: plain functions without imports, all errors collected. */
async function validators(loaded) {
  const ajv = new Ajv({
    strict: true,
    strictTuples: false,
    allErrors: true,
    inlineRefs: false,
    messages: false,
    formats: { int64: true, uint64: true },
    keywords: ['tsType'],
    code: { source: true, esm: true, lines: true, optimize: 2 },
  });
  for (const [file, schema] of loaded) ajv.addSchema(schema, file);
  const code = standalone.default(ajv, {
    validateConfig: 'config.json',
    validateProcess: 'process.json',
    validateState: 'state.json',
    validatePlugins: 'plugins.json',
  });
  if (/\brequire\(|^import /m.test(code)) throw new Error('the validators import something');
  // ajv keeps a copy of every schema it has met; only those that an enum points into are needed.
  const { code: shaken } = await transform(bounded(code), {
    format: 'esm',
    treeShaking: true,
    target: 'es2022',
  });
  return `// Made by scripts/generate-schema.mjs from schema/.\n${shaken}`;
}

/**
 * Errors joined in place, and no more than a thousand: ajv copies all it has for each entry of an array, which of ten
 * thousand that are wrong makes gigabytes.
 */
function bounded(code) {
  const join =
    'function join(errors, more) { for (const error of more) if (errors.length < 1000) errors.push(error); return errors; }';
  return `${code.replace(/vErrors\.concat\((validate\d+\.errors)\)/g, 'join(vErrors, $1)')}\n${join}\n`;
}

/** One TypeScript interface a titled schema; everything readonly. */
async function types(loaded) {
  const resolver = {
    order: 1,
    canRead: true,
    read: ({ url }) => JSON.stringify(typed(loaded.get(url.slice(url.lastIndexOf('/') + 1)))),
  };
  const all = {
    title: 'All',
    type: 'object',
    properties: {
      spec: { $ref: 'config.json' },
      state: { $ref: 'state.json' },
      plugins: { $ref: 'plugins.json' },
    },
  };
  const text = await compile(all, 'All', {
    additionalProperties: false,
    bannerComment: '',
    cwd: fileURLToPath(schemas),
    format: true,
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, printWidth: 110 },
    $refOptions: { resolve: { file: resolver } },
  });
  const banner = [
    '// Made by scripts/generate-schema.mjs from schema/. Import it through types.ts.',
    '',
    '/** An integer of 64 bits without sign: a number where it is a safe integer, else a bigint. */',
    'export type Uint64 = number | bigint;',
    '',
    '/** An integer of 64 bits with sign: a number where it is a safe integer, else a bigint. */',
    'export type Int64 = number | bigint;',
    '',
  ];
  return banner.join('\n') + inlined(readonly(withoutInterface(text, 'All')));
}

/** Gives 64-bit integers their type. */
function typed(schema) {
  if (Array.isArray(schema)) return schema.map(typed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, typed(value)]));
  if (schema.format === 'uint64') copy.tsType = 'Uint64';
  if (schema.format === 'int64') copy.tsType = 'Int64';
  // Names made only of line breaks are the pattern's gap; the checks look at those.
  if (schema.patternProperties) copy.tsType = '{ readonly [name: string]: string }';
  return copy;
}

function withoutInterface(text, name) {
  return text.replace(new RegExp(`export interface ${name} \\{[^}]*\\}\\n`), '');
}

/** Lists and maps by their element, not by a numbered alias; the alias's comment belongs to the property. */
function inlined(text) {
  const aliases = new Map();
  const rest = text.replace(
    /(\/\*\*\n(?: \*.*\n)+? \*\/\n)?export type (\w+) = (readonly \w+\[\]|\{ ?readonly \[name: string\]: string;? ?\});\n/g,
    (_, comment = '', name, type) => {
      aliases.set(name, { comment: comment.replace(/^(?=.)/gm, '  '), type });
      return '';
    },
  );
  return rest.replace(/^ {2}readonly (\w+\??): (\w+);$/gm, (line, property, name) => {
    const alias = aliases.get(name);
    return alias ? `${alias.comment}  readonly ${property}: ${alias.type};` : line;
  });
}

function readonly(text) {
  return text
    .replace(/^( +)((?:\w+\??|\[\w+: string\]): )/gm, '$1readonly $2')
    .replace(/\b(\w+)\[\]/g, 'readonly $1[]');
}

/**
 * What properties there are, for looking at a document by its schema: an object has `properties` (and `values` for names
 * of its own), an array `items`, a leaf is its format or type.
 */
function shape(loaded) {
  const follow = (schema, file) => {
    if (schema.$ref !== undefined) {
      const [target, pointer] = schema.$ref.split('#');
      const into = target || file;
      const found = (pointer ?? '')
        .split('/')
        .slice(1)
        .reduce((node, key) => node[key], loaded.get(into));
      return follow(found, into);
    }
    if (schema.type === 'array') {
      const items = Array.isArray(schema.items) ? schema.items[0] : schema.items;
      return { items: follow(items, file) };
    }
    if (schema.type !== 'object') return schema.format ?? schema.type;
    const values = schema.additionalProperties ?? schema.patternProperties?.['.{1,}'];
    const properties = Object.entries(schema.properties ?? {}).map(([key, value]) => [
      key,
      follow(value, file),
    ]);
    return {
      ...(properties.length > 0 ? { properties: Object.fromEntries(properties) } : {}),
      ...(values ? { values: follow(values, file) } : {}),
    };
  };
  const constants = [
    ['configShape', 'config.json'],
    ['processShape', 'process.json'],
    ['stateShape', 'state.json'],
    ['pluginsShape', 'plugins.json'],
  ].map(
    ([name, file]) =>
      `export const ${name}: Shape = ${JSON.stringify(follow(loaded.get(file), file), null, 1)};`,
  );
  return `// Made by scripts/generate-schema.mjs from schema/.
import type { Shape } from './shape.ts';

${constants.join('\n\n')}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const check = process.argv.includes('--check');
  const stale = await generate({ check });
  for (const file of stale) console.log(check ? `stale: ${file}` : `wrote ${file}`);
  if (check && stale.length > 0) process.exitCode = 1;
}
