// Writes the seeds of the decoder's corpus, test/native/machine/corpus: encoded plans that hold every op, field and table.
// Run it where the format changes: `node scripts/decoder-corpus.mjs`.
import { mkdir, writeFile } from 'node:fs/promises';
import { loadTs } from './load-ts.mjs';

const root = new URL('..', import.meta.url);
const load = (path) => loadTs(new URL(path, root).pathname);
const { ops, slots } = await load('runtime/plan/op.ts');
const { sets } = await load('runtime/plan/flags.ts');
const { encode } = await load('runtime/host/encode.ts');
const { fieldType } = await load('runtime/plan/wire.ts');

function value(type) {
  const { base, set } = fieldType(type);
  switch (base) {
    case 'bool':
      return true;
    case 'str':
      return '/a';
    case 'text':
      return ['p', ...slots.flatMap((slot) => [{ slot }, '\u0001'])];
    case 'strs':
      return ['a', '', 'b'];
    case 'texts':
      return ['a', [{ slot: 'pid' }]];
    case 'bytes':
      return 'AAECAw==';
    case 'flags':
      return Object.keys(sets[set]);
    case 'enum':
      return Object.keys(sets[set])[0];
    case 'as':
    case 'from':
      return 'result';
    default:
      return 1;
  }
}

/** An op with all its fields, or only those that must be there. */
function sample(name, track, all) {
  const fields = Object.entries(ops[name].fields).filter(([, type]) => all || !fieldType(type).optional);
  const values = Object.fromEntries(fields.map(([field, type]) => [field, value(type)]));
  return { op: name, in: track, origin: all ? '/x' : '', stage: 's', ...values };
}

const plan = (list, options = {}) => ({
  command: 'test',
  id: 'i',
  options: { preserveFds: 0, debug: false, log: undefined, ...options },
  ops: list,
});
const names = Object.keys(ops);
const processes = ['cloneSetup', 'cloneInit'];
const says = { ENOENT: 'no', EACCES: 'never' };

const seeds = {
  empty: plan([]),
  'every-op': plan(
    names.filter((name) => !processes.includes(name)).map((name) => sample(name, 'runtime', true)),
  ),
  'required-fields': plan(
    names.filter((name) => name !== 'cloneSetup').map((name) => sample(name, 'runtime', false)),
  ),
  tracks: plan(
    [
      {
        ...sample('connect', 'runtime', true),
        says,
        undo: [sample('unlink', 'runtime', true), sample('fail', 'runtime')],
      },
      sample('cloneSetup', 'runtime'),
      sample('setns', 'setup', true),
      sample('cloneInit', 'setup', true),
      { ...sample('write', 'runtime', true), undo: [sample('removeTree', 'runtime')] },
      sample('execve', 'container', true),
      sample('awaitExec', 'runtime'),
    ],
    { debug: true, preserveFds: 2, log: { path: '/log', format: 'json' } },
  ),
};

const directory = new URL('test/native/machine/corpus/', root);
await mkdir(directory, { recursive: true });
for (const [name, seed] of Object.entries(seeds)) await writeFile(new URL(name, directory), encode(seed));
