import fc from 'fast-check';
import t from 'tap';
import { ConfigError } from '../../runtime/errors.ts';
import { parseConfig, validateText } from '../../runtime/spec/parse.ts';
import { change, places, removed } from './vectors/change.ts';
import { full } from './vectors/full.ts';

const pointers = places(full).map(([pointer]) => pointer);
const values = places(full).map(([, value]) => value);

/** What comes of a text: the value, or the refusal's message. Anything else that is thrown fails the test. */
const outcome = (text: string, lint: boolean): unknown => {
  try {
    return parseConfig(text, 'c', { lint }).value;
  } catch (error) {
    if (error instanceof ConfigError && error.position) return error.message;
    throw error;
  }
};

/** The everyday way and the thorough one come to the same end, and validate says so too. */
const agree = (text: string): boolean => {
  const [quick, thorough] = [outcome(text, false), outcome(text, true)];
  const refused = validateText(text).some(({ level }) => level === 'error');
  const same = (value: unknown) =>
    JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? `${inner}n` : inner));
  return same(quick) === same(thorough) && refused === (typeof quick === 'string');
};

t.test('a good config with any change is accepted, or refused with a position', (t) => {
  const property = fc.property(
    fc.array(
      fc.record({
        pointer: fc.constantFrom(...pointers),
        value: fc.oneof(
          fc.constantFrom<unknown>(removed, 'SCMP_ACT_NOTIFY', -1, 4294967295, 2 ** 63, 2 ** 64, ...values),
          fc.jsonValue({ maxDepth: 2 }),
        ),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    (changes) => {
      let document: unknown = full;
      for (const { pointer, value } of changes) {
        try {
          document = change(document, pointer, value);
        } catch {
          // An earlier change has taken the place away.
        }
      }
      return document === removed || agree(JSON.stringify(document));
    },
  );
  t.doesNotThrow(() => fc.assert(property, { numRuns: 400 }));
  t.end();
});

t.test('any text, and a good text with any piece changed, ends in a value or a refusal', (t) => {
  const good = JSON.stringify(full, null, 1);
  const damaged = fc
    .tuple(
      fc.nat({ max: good.length }),
      fc.nat({ max: 3 }),
      fc.oneof(
        fc.string({ maxLength: 3 }),
        fc.constantFrom('"', '\\', '\\u0000', '{', '[', '0', 'e9', '\ud800'),
      ),
    )
    .map(([at, length, piece]) => good.slice(0, at) + piece + good.slice(at + length));
  const property = fc.property(fc.oneof(damaged, fc.json(), fc.string({ unit: 'binary' })), agree);
  t.doesNotThrow(() => fc.assert(property, { numRuns: 600 }));
  t.end();
});
