// From runtime/plan/op.ts: the machine's header, the encoders, the plan's JSON Schema and its reference page.
import { readFile, writeFile } from 'node:fs/promises';
import { loadTs } from './load-ts.mjs';

const root = new URL('..', import.meta.url);
const banner = 'Generated from runtime/plan/op.ts by scripts/generate-ops.mjs: do not edit.';

/** Writes the files that are stale (or only names them: check). */
export async function generate({ check = false } = {}) {
  const { ops, tracks, slots } = await loadTs(new URL('runtime/plan/op.ts', root).pathname);
  const { sets, errno } = await loadTs(new URL('runtime/plan/flags.ts', root).pathname);
  const wire = await loadTs(new URL('runtime/plan/wire.ts', root).pathname);
  const files = {
    'native/machine/op.gen.h': header(ops, tracks, slots, sets, wire),
    'runtime/plan/encoders.gen.ts': encoders(ops, wire),
    'native/machine/errno.gen.h': await errnoTable(),
    'schema/plan.json': `${JSON.stringify(schema(ops, tracks, slots, sets, errno), null, 2)}\n`,
    'docs/plan.md': page(ops, sets),
  };
  const stale = [];
  for (const [name, text] of Object.entries(files)) {
    if (text === undefined) continue;
    const file = new URL(name, root);
    const present = await readFile(file, 'utf8').catch(() => undefined);
    if (present === text) continue;
    stale.push(name);
    if (!check) await writeFile(file, text);
  }
  return stale;
}

const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const upper = (name) => snake(name).toUpperCase();
const cells = { str: 'STR', text: 'TEXT', strs: 'STRS', texts: 'TEXTS', bytes: 'BYTES' };

function header(ops, tracks, slots, sets, wire) {
  const lines = [
    `// ${banner}`,
    '#ifndef RUNTS_OP_GEN_H',
    '#define RUNTS_OP_GEN_H',
    '',
    '#include "wire.h"',
    '',
  ];
  lines.push(`#define PROGRAM_MAGIC "${wire.magic}"`, `#define PROGRAM_VERSION ${wire.version}u`);
  lines.push(`#define HEADER_SIZE ${wire.headerSize}u`, `#define RECORD_SIZE ${wire.recordSize}u`);
  lines.push(`#define MAX_REGISTERS ${wire.maxRegisters}u`);
  for (const [name, bit] of Object.entries(wire.headerFlags))
    lines.push(`#define HEADER_${upper(name)} ${bit}u`);
  lines.push('', `enum track { ${tracks.map((track) => `TRACK_${upper(track)}`).join(', ')} };`);
  lines.push(`#define TRACK_COUNT ${tracks.length}u`, '');
  lines.push(`enum slot { ${slots.map((slot, i) => `SLOT_${upper(slot)} = ${i + 2}`).join(', ')} };`, '');
  for (const [name, set] of Object.entries(sets)) {
    for (const [key, value] of Object.entries(set)) {
      lines.push(
        `#define PLAN_${upper(name)}_${key
          .replace(/^(CLONE|RLIMIT)_/, '')
          .replace(/^_/, '')
          .toUpperCase()} ${value}u`,
      );
    }
    lines.push('');
  }
  lines.push('enum op_code {');
  for (const [i, name] of Object.keys(ops).entries()) lines.push(`  OP_${upper(name)} = ${i + 1},`);
  lines.push('};', `#define OP_COUNT ${Object.keys(ops).length}u`, '');
  for (const [name, { fields }] of Object.entries(ops)) {
    const entries = Object.entries(fields);
    lines.push(`struct op_${snake(name)} {`, '  struct op_head head;');
    entries.forEach(([field, type]) => {
      const base = wire.fieldType(type).base;
      lines.push(`  ${cells[base] ? 'struct cell' : base === 'i32' ? 'i64' : 'u64'} ${snake(field)};`);
    });
    lines.push('};');
    entries.forEach(([field, type], i) => {
      if (wire.fieldType(type).optional) lines.push(`#define HAS_${upper(name)}_${upper(field)} ${1 << i}u`);
    });
    lines.push('');
  }
  lines.push(
    '// The shape of each op for the decoder: kinds of its fields, bits of those that must be there.',
  );
  lines.push('static const struct op_shape op_shapes[OP_COUNT + 1] = {', '    {0, 0, {0}, {0}},');
  for (const [, { fields }] of Object.entries(ops)) {
    const types = Object.values(fields).map(wire.fieldType);
    const required = types.reduce((bits, type, i) => (type.optional ? bits : bits | (1 << i)), 0);
    const kinds = types.map((type) => `FIELD_${upper(type.base)}`).join(', ') || '0';
    const limits = types.map((type) => limit(type, sets)).join(', ') || '0';
    lines.push(`    {${types.length}, ${required}u, {${kinds}}, {${limits}}},`);
  }
  lines.push('};', '', '// One function an op; run_op.c calls them.', 'struct machine;');
  for (const name of Object.keys(ops))
    lines.push(`bool op_${snake(name)}(struct machine* m, const struct op_${snake(name)}* op);`);
  lines.push('', '#endif', '');
  return lines.join('\n');
}

// The bits a flags cell may have, the largest number an enum cell may be.
function limit({ base, set }, sets) {
  const values = set === '' ? [] : Object.values(sets[set]);
  if (base === 'flags') return `${values.reduce((all, value) => all | value, 0) >>> 0}u`;
  if (base === 'enum') return `${Math.max(...values)}u`;
  return '0';
}

// A function an op, so that the embedded engine neither goes through tables nor looks a property up by a name it has to find.
function encoders(ops, wire) {
  const types = Object.values(ops).flatMap(({ fields }) => Object.values(fields).map(wire.fieldType));
  const writers = [...new Set(types.filter(({ set }) => set === '').map(({ base }) => writer(base)))];
  const sets = [...new Set(types.filter(({ set }) => set !== '').map(({ set }) => set))];
  const imports = [...writers, 'type Entry', 'namesOf'].sort((a, b) => bare(a).localeCompare(bare(b)));
  const lines = [
    `// ${banner}`,
    `import { ${imports.join(', ')} } from './encode-field.ts';`,
    '',
    '/** How the record of an op is written. */',
    'export interface Encoder {',
    '  readonly code: number;',
    '  /** Bytes of the record with the cells of its fields. */',
    '  readonly size: number;',
    '  /** Writes the fields from this word on; returns the bits of those that are there. Throws `PlanError`. */',
    '  write(entry: Entry, cell: number, op: Readonly<Record<string, unknown>>): number;',
    '}',
    '',
    ...sets.map((set) => `const ${set} = namesOf('${set}');`),
    '',
    '/** By the names of the ops. */',
    'export const encoders: ReadonlyMap<string, Encoder> = new Map<string, Encoder>([',
  ];
  for (const [i, [name, { fields }]] of Object.entries(ops).entries()) {
    const entries = Object.entries(fields).map(([field, type]) => [field, wire.fieldType(type)]);
    const required = entries.reduce((bits, [, { optional }], at) => (optional ? bits : bits | (1 << at)), 0);
    const write = entries.flatMap(([field, { base, set, optional }], at) => {
      const cell = at === 0 ? 'cell' : `cell + ${2 * at}`;
      const by = set === '' ? writer(base) : `${set}.${base === 'enum' ? 'one' : 'flags'}`;
      const call = `${by}(entry, ${cell}, op.${field}, '${field}');`;
      if (!optional) return [call];
      return [`if (op.${field} !== undefined) {`, `  ${call}`, `  present |= ${1 << at};`, '}'];
    });
    const all = required === 2 ** entries.length - 1;
    const body =
      write.length === 0
        ? [`write: () => 0,`]
        : [
            'write(entry, cell, op) {',
            ...(all ? [] : [`  let present = ${required};`]),
            ...write.map((line) => `  ${line}`),
            `  return ${all ? required : 'present'};`,
            '},',
          ];
    lines.push('  [', `    '${name}',`, '    {', `      code: ${i + 1},`);
    lines.push(
      `      size: ${wire.recordSize + 8 * entries.length},`,
      ...body.map((line) => `      ${line}`),
    );
    lines.push('    },', '  ],');
  }
  return [...lines, ']);', ''].join('\n');
}

const bare = (name) => name.replace('type ', '');
// A result is known by its name, whether an op gives or uses it.
const writer = (base) => (base === 'as' || base === 'from' ? `${base}Result` : base);

function schema(ops, tracks, slots, sets, errno) {
  const text = {
    anyOf: [
      { type: 'string' },
      {
        type: 'array',
        items: {
          anyOf: [
            { type: 'string' },
            { type: 'object', properties: { slot: { enum: [...slots] } }, required: ['slot'] },
          ],
        },
      },
    ],
  };
  const integer = (minimum, maximum) => ({ type: 'integer', minimum, maximum });
  const of = (type) => {
    const [base, set] = type.replace('?', '').split(':');
    if (base === 'u32') return integer(0, 0xffffffff);
    if (base === 'i32') return integer(-0x80000000, 0x7fffffff);
    if (base === 'u64')
      return { type: ['integer', 'string'], description: 'a string of digits where it is larger than 2^53' };
    if (base === 'bool') return { type: 'boolean' };
    if (base === 'str' || base === 'as' || base === 'from') return { type: 'string' };
    if (base === 'bytes') return { type: 'string', contentEncoding: 'base64' };
    if (base === 'text') return { $ref: '#/definitions/text' };
    if (base === 'strs') return { type: 'array', items: { type: 'string' } };
    if (base === 'texts') return { type: 'array', items: { $ref: '#/definitions/text' } };
    if (base === 'enum') return { enum: Object.keys(sets[set]) };
    return { type: 'array', items: { enum: Object.keys(sets[set]) } };
  };
  const variants = Object.entries(ops).map(([name, { doc, fields }]) => ({
    title: name,
    ...(doc === '' ? {} : { description: doc }),
    type: 'object',
    properties: {
      op: { const: name },
      in: { enum: [...tracks] },
      stage: { type: 'string' },
      plugin: { type: 'string', description: 'file of the plugin whose stage it is' },
      origin: { type: 'string', description: 'JSON pointer into config.json' },
      says: {
        type: 'object',
        propertyNames: { enum: Object.keys(errno) },
        additionalProperties: { type: 'string' },
      },
      undo: { type: 'array', items: { $ref: '#/definitions/op' } },
      ...Object.fromEntries(Object.entries(fields).map(([field, type]) => [field, of(type)])),
    },
    required: [
      'op',
      'in',
      'origin',
      ...Object.entries(fields)
        .filter(([, type]) => !type.endsWith('?'))
        .map(([field]) => field),
    ],
    additionalProperties: false,
  }));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $comment: banner,
    title: 'Plan',
    description: 'What `runts explain --format json` prints: the ordered operations of one command.',
    type: 'object',
    properties: {
      command: { type: 'string' },
      id: { type: 'string' },
      options: { type: 'object' },
      ops: { type: 'array', items: { $ref: '#/definitions/op' } },
    },
    required: ['command', 'id', 'ops'],
    definitions: { text, op: { oneOf: variants } },
  };
}

function page(ops, sets) {
  const lines = ['# The plan language', '', `<!-- ${banner} -->`, ''];
  lines.push(
    'Every operation a plan can hold, in the order of `runtime/plan/op.ts`. Each also has `in` (its track), `origin`',
  );
  lines.push(
    '(JSON pointer into config.json) and may have `says` (own error texts by errno) and `undo`.',
    '',
  );
  for (const [name, { man, doc, fields }] of Object.entries(ops)) {
    lines.push(`## ${name}`, '');
    if (man !== '' || doc !== '')
      lines.push(`${man === '' ? '' : `${man}. `}${doc === '' ? '' : `${doc}.`}`.trim(), '');
    const entries = Object.entries(fields);
    if (entries.length === 0) continue;
    lines.push('| field | type | there |', '| --- | --- | --- |');
    for (const [field, type] of entries)
      lines.push(
        `| \`${field}\` | \`${type.replace('?', '')}\` | ${type.endsWith('?') ? 'optional' : 'always'} |`,
      );
    lines.push('');
  }
  lines.push('## Names', '');
  for (const [name, set] of Object.entries(sets))
    lines.push(
      `- \`${name}\`: ${Object.keys(set)
        .map((key) => `\`${key}\``)
        .join(', ')}`,
    );
  lines.push('');
  return lines.join('\n');
}

// errno → name and text, from the kernel's own headers where they are installed; elsewhere what is committed stays.
async function errnoTable() {
  const names = new Map();
  for (const file of ['errno-base.h', 'errno.h']) {
    const text = await readFile(`/usr/include/asm-generic/${file}`, 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    for (const [, name, value, comment] of text.matchAll(
      /^#define\s+(E\w+)\s+(\d+)\s*(?:\/\*\s*(.*?)\s*\*\/)?/gm,
    )) {
      names.set(Number(value), [name, (comment ?? name).toLowerCase()]);
    }
  }
  const own = { 13: 'permission denied', 2: 'no such file or directory' };
  const lines = [
    `// ${banner}`,
    '// From the kernel headers: name and text of each errno, lower case as engines match them.',
    '',
    '#include "wire.h"',
    '',
  ];
  lines.push('static const struct errno_name errno_names[] = {');
  for (const [value, [name, text]] of [...names].sort(([a], [b]) => a - b))
    lines.push(`    {${value}, "${name}", "${own[value] ?? text}"},`);
  lines.push('};', '');
  return lines.join('\n');
}

if (import.meta.url === `file://${process.argv[1]}`) {
  const check = process.argv.includes('--check');
  const stale = await generate({ check });
  if (check && stale.length > 0) {
    console.error(`stale: ${stale.join(', ')}`);
    process.exitCode = 1;
  }
}
