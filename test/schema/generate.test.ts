import t from 'tap';
import { configShape } from '../../runtime/spec/shape.gen.ts';
import type { Shape } from '../../runtime/spec/shape.ts';
// @ts-expect-error a script of plain JavaScript
import { generate } from '../../scripts/generate-schema.mjs';
import { full } from '../spec/vectors/full.ts';
import { platforms } from '../spec/vectors/platforms.ts';

t.test('the generated types and shapes are those of schema/', async (t) => {
  t.strictSame(await generate({ check: true }), []);
});

/** Every property a shape names, `*` for an entry or a name of the document's own choice. */
const ofShape = (shape: Shape, at = ''): readonly string[] => {
  if (typeof shape !== 'object') return [at];
  return [
    ...Object.entries(shape.properties ?? {}).flatMap(([name, inner]) => ofShape(inner, `${at}/${name}`)),
    ...(shape.items ? ofShape(shape.items, `${at}/*`) : []),
    ...(shape.values ? ofShape(shape.values, `${at}/*`) : []),
  ];
};

/** Every property a document has, by the same names. */
const ofDocument = (value: unknown, shape: Shape, at = ''): readonly string[] => {
  if (typeof shape !== 'object' || typeof value !== 'object' || value === null) return [at];
  return Object.entries(value).flatMap(([name, inner]) => {
    const known = shape.properties?.[name];
    if (known) return ofDocument(inner, known, `${at}/${name}`);
    return ofDocument(inner, shape.items ?? shape.values ?? 'string', `${at}/*`);
  });
};

t.test('the vectors have every property of the schema', (t) => {
  const have = new Set(ofDocument({ ...platforms, ...full }, configShape));
  const lacking = ofShape(configShape).filter((property) => !have.has(property));
  // No flag of a personality is defined, so a good config can have none.
  t.strictSame(lacking, ['/linux/personality/flags/*']);
  t.end();
});
