/**
 * Our schemas accept and refuse what the official ones do: over the official vectors, over configs that engines wrote, and
 * over good configs with generated changes. Without the official files beside the project, these tests are skipped.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import draft4 from 'ajv-draft-04';
import fc from 'fast-check';
import t from 'tap';
import { type Validator, validateConfig, validateState } from '../../runtime/spec/validators.gen.js';
import { change, places, removed } from '../spec/vectors/change.ts';
import { full } from '../spec/vectors/full.ts';
import { platforms } from '../spec/vectors/platforms.ts';

const official = new URL('../../../shared/oci/runtime-spec-v1.3.0/schema/', import.meta.url);
const samples = new URL('../../../shared/engines/samples/', import.meta.url);
const skip = existsSync(official) ? false : 'the official schemas are not beside the project';

const read = (url: URL): unknown => JSON.parse(readFileSync(url, 'utf8'));

/** A validator of the official schema, which is of draft 4 and spread over files. */
function officialValidator(name: string): (value: unknown) => boolean {
  // A CommonJS package: its class is the default of the default.
  const ajv = new draft4.default({ strict: false });
  for (const file of readdirSync(official).filter((entry) => entry.endsWith('.json') && entry !== name)) {
    // One reference lacks its slash in v1.3.0.
    const text = readFileSync(new URL(file, official), 'utf8').replaceAll(
      '"#definitions/',
      '"#/definitions/',
    );
    ajv.addSchema(JSON.parse(text), file);
  }
  return ajv.compile(read(new URL(name, official)) as object);
}

/** A place where ours accepts what the official schema refuses. */
interface Exception {
  readonly place: RegExp;
  readonly accepts: (value: unknown) => boolean;
  /** What the official schema would have there. */
  readonly instead: unknown;
  readonly reason: string;
  readonly example: readonly [pointer: string, value: unknown];
}

/** All of them. Any other difference fails; so does one that is here in vain. */
const exceptions: readonly Exception[] = [
  {
    place: /^\/linux\/devices\/\d+\/fileMode$/,
    accepts: (value) => Number.isInteger(value) && Number(value) > 0o777 && Number(value) <= 0xffff,
    instead: 0o666,
    reason: 'podman writes a whole st_mode for --device',
    example: ['/linux/devices/0/fileMode', 0o020666],
  },
  {
    place: /^\/linux\/rootfsPropagation$/,
    accepts: (value) => ['rprivate', 'rshared', 'rslave', 'runbindable'].includes(value as string),
    instead: 'slave',
    reason: 'engines write the recursive words, which the specification has for mounts alone',
    example: ['/linux/rootfsPropagation', 'rslave'],
  },
];

/** The document as it would be without what the exceptions are for. */
function excused(document: unknown): unknown {
  let rest = document;
  for (const [pointer, value] of places(document)) {
    const exception = exceptions.find(({ place, accepts }) => place.test(pointer) && accepts(value));
    if (exception !== undefined) rest = change(rest, pointer, exception.instead);
  }
  return rest;
}

for (const { reason, example } of exceptions) {
  t.test(`an exception: ${reason}`, { skip }, (t) => {
    const judge = officialValidator('config-schema.json');
    const document = change({ ...full, ...platforms }, ...example);
    t.strictSame([validateConfig(document), judge(document), judge(excused(document))], [true, false, true]);
    t.end();
  });
}

for (const [kind, schema, validate] of [
  ['config', 'config-schema.json', validateConfig],
  ['state', 'state-schema.json', validateState],
] as const satisfies readonly (readonly [string, string, Validator])[]) {
  t.test(`the official vectors of ${kind}`, { skip }, (t) => {
    const judge = officialValidator(schema);
    for (const verdict of ['good', 'bad']) {
      const directory = new URL(`test/${kind}/${verdict}/`, official);
      for (const file of readdirSync(directory)) {
        const text = readFileSync(new URL(file, directory), 'utf8');
        const accepts = (by: (value: unknown) => boolean) => {
          try {
            return by(JSON.parse(text));
          } catch {
            return false;
          }
        };
        t.strictSame(
          [accepts(validate), accepts(judge)],
          [verdict === 'good', verdict === 'good'],
          `${verdict}/${file}`,
        );
      }
    }
    t.end();
  });
}

/** Values that one schema might take and the other not. */
const interesting = [
  removed,
  null,
  true,
  false,
  '',
  'x',
  '\n',
  'c',
  'cc',
  'RLIMIT_NOFILE',
  'RLIMIT_nofile',
  '0-3, 7',
  '2MB',
  '02MB',
  '2TB',
  'MB:1',
  'MB:1\n',
  'new',
  'disable',
  'raw',
  'LINUX32',
  'slave',
  'rslave',
  'rprivate',
  'rshared',
  'runbindable',
  0,
  -0.5,
  -1,
  1e21,
  1.5,
  255,
  256,
  511,
  512,
  65535,
  65536,
  -2147483648,
  -2147483649,
  2147483647,
  2147483648,
  4294967295,
  4294967296,
  2 ** 63 - 1024,
  2 ** 63,
  2 ** 63 + 2048,
  -(2 ** 63),
  -(2 ** 63) - 2048,
  2 ** 64,
  2 ** 64 + 4096,
  [],
  [null],
  ['x'],
  [1],
  [{}],
  {},
  { x: 5 },
  { '': 5 },
  { '\n': 5 },
  { path: '/' },
];

t.test('good configs with generated changes', { skip }, (t) => {
  const judge = officialValidator('config-schema.json');
  const engines = existsSync(samples) ? readdirSync(samples).map((file) => read(new URL(file, samples))) : [];
  const good = [full, platforms, { ...full, ...platforms }, ...engines];
  for (const config of good) t.strictSame([validateConfig(config), judge(config)], [true, true]);

  const everywhere = good.map((config) => ({ config, pointers: places(config).map(([pointer]) => pointer) }));
  const names = [
    ...new Set(everywhere.flatMap(({ pointers }) => pointers.map((at) => at.split('/').at(-1) as string))),
  ];
  const values = everywhere.flatMap(({ config }) => places(config).map(([, value]) => value));

  const value = fc.oneof(
    fc.constantFrom(...interesting),
    fc.constantFrom(...values),
    fc.jsonValue({ maxDepth: 2 }),
    fc.double(),
  );
  const changes = fc.array(
    fc.record({ place: fc.nat(), name: fc.option(fc.constantFrom(...names)), value }),
    { minLength: 1, maxLength: 3 },
  );
  let refused = 0;
  const property = fc.property(fc.constantFrom(...everywhere), changes, ({ config, pointers }, list) => {
    let document: unknown = config;
    for (const { place, name, value } of list) {
      const pointer = pointers[place % pointers.length] as string;
      try {
        // With a name: a property more, or another; without: the place itself.
        document = change(document, name === null ? pointer : `${pointer}/${name}`, value);
      } catch {
        // An earlier change has taken the place away, or it has no properties.
      }
    }
    if (document === removed) return;
    // What JSON cannot say is not what is compared.
    const parsed = JSON.parse(JSON.stringify(document));
    const [ours, theirs] = [validateConfig(parsed), judge(excused(parsed))];
    if (!theirs) refused++;
    if (ours !== theirs)
      throw new Error(`ours ${ours}, theirs ${theirs}: ${JSON.stringify(validateConfig.errors)}`);
  });
  fc.assert(property, { numRuns: 2000, seed: 1 });
  t.ok(refused > 500, `${refused} of the changed configs were refused by both`);
  t.end();
});

t.test('each place of a good config with each interesting value', { skip }, (t) => {
  const judge = officialValidator('config-schema.json');
  const config = { ...full, ...platforms };
  const differences: unknown[] = [];
  for (const [pointer] of places(config)) {
    for (const value of interesting) {
      if (pointer === '' && value === removed) continue;
      const document = change(config, pointer, value);
      if (validateConfig(document) !== judge(excused(document))) differences.push([pointer, value]);
    }
  }
  t.strictSame(differences, []);
  t.end();
});
