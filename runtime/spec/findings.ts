/**
 * Everything there is to say about a document's text. It looks at every character, so only a refusal comes here, or a
 * command that wants the warnings.
 */
import { ConfigError, type JsonPosition } from '../errors.ts';
import { describe } from './describe.ts';
import type { DocumentKind } from './documents.ts';
import { restoreIntegers } from './integers.ts';
import { placesOf } from './places.ts';
import { valueAt } from './pointer.ts';
import { positionAt, positionsAt } from './positions.ts';
import { type Malformed, numberAt } from './scan.ts';
import { survey } from './survey.ts';
import { unknownProperties } from './unknown.ts';

/** How many findings of a level are told: who has to mend so many does not read on. */
export const maxFindings = 100;

/** One thing to say about a document. */
export interface Finding {
  /** An error refuses the document; a misspelt property fails only `validate`; a warning fails nothing. */
  readonly level: 'error' | 'misspelt' | 'warning';
  readonly code: 'ERR_CONFIG_SYNTAX' | 'ERR_CONFIG_INVALID';
  /** JSON pointer, `''` for the whole document. */
  readonly property: string;
  readonly position: JsonPosition;
  readonly text: string;
}

/** A document's value and all findings, in the order in which they stand in the text. */
export interface Findings<T> {
  /** To be trusted only where no finding is an error. */
  readonly value: T;
  readonly findings: readonly Finding[];
}

/** A finding as the error that is thrown and printed for it. */
export function findingError({ code, property, position, text }: Finding, file: string): ConfigError {
  return new ConfigError(code, { file, property, position }, text);
}

/** A refusal that knows the property alone, with its place in the file's text. */
export function placed({ code, property, text }: ConfigError, config: string, file: string): ConfigError {
  const position = positionAt(config, placesOf(config, [property]).value(property));
  return new ConfigError(code as Finding['code'], { file, property, position }, text);
}

/** What is found, before its place is looked up. */
interface Found {
  readonly level: Finding['level'];
  readonly property: string;
  /** Or how to say it of the place where it stands. */
  readonly text: string | ((offset: number) => string);
  /** Where it stands: its name, or what `offset` says, rather than its value. */
  readonly named?: boolean;
  readonly offset?: number;
}

type Add = (found: Found) => void;

/** Reads a text and finds what is to be said about it; of each level only so much. */
export function findAll<T>(kind: DocumentKind<T>, text: string): Findings<T> {
  // One more than is told, so that it is seen that there are more.
  const { malformed, unwritable, duplicates } = survey(text, maxFindings + 1, kind.maxLength);
  if (malformed) return { value: undefined as T, findings: [syntaxError(malformed, text)] };

  const all: Found[] = [];
  const counts = { error: 0, misspelt: 0, warning: 0 };
  const add: Add = (found) => {
    if (++counts[found.level] <= maxFindings) all.push(found);
  };
  const value: unknown = JSON.parse(text);
  for (const place of unwritable) {
    add({ level: 'error', ...place, text: 'must not hold the character NUL or half of a surrogate pair' });
  }
  judge(kind, value, text, add);
  for (const place of duplicates) {
    add({ level: 'warning', ...place, text: 'the name is used already; the last one counts' });
  }
  for (const { property, nearest } of unknownProperties(value, kind.shape, maxFindings + 1)) {
    const unknown = 'unknown property, ignored';
    if (nearest === undefined) add({ level: 'warning', property, text: unknown, named: true });
    else add({ level: 'misspelt', property, text: `${unknown}; the nearest is "${nearest}"`, named: true });
  }
  const findings = inOrder(all, text);
  const more = Math.max(counts.error, counts.misspelt, counts.warning) > maxFindings;
  return { value: value as T, findings: more ? [...findings, moreFindings] : findings };
}

/** Behind the others; it fails `validate`, since what is not told may do so. */
const moreFindings: Finding = {
  level: 'misspelt',
  code: 'ERR_CONFIG_INVALID',
  property: '',
  position: { line: 1, column: 1 },
  text: `there is more to say, but of a kind only ${maxFindings} findings are listed`,
};

function syntaxError({ offset, pointer, text: words }: Malformed, text: string): Finding {
  const position = positionAt(text, offset);
  return { level: 'error', code: 'ERR_CONFIG_SYNTAX', property: pointer, position, text: words };
}

/** Findings with their places, in the order of the text. */
function inOrder(all: readonly Found[], text: string): readonly Finding[] {
  const places = placesOf(
    text,
    all.filter(({ offset }) => offset === undefined).map(({ property }) => property),
  );
  const placed = all
    .map((found) => {
      const { property, named, offset } = found;
      return { ...found, offset: offset ?? (named ? places.name(property) : places.value(property)) };
    })
    .sort((one, other) => one.offset - other.offset);
  const positions = positionsAt(
    text,
    placed.map(({ offset }) => offset),
  );
  return placed.map(({ level, property, text: words, offset }, index): Finding => {
    const position = positions[index] as JsonPosition;
    const said = typeof words === 'string' ? words : words(offset);
    return { level, property, text: said, code: 'ERR_CONFIG_INVALID', position };
  });
}

/** The schema, then what needs its promise: exact integers, then the checks. */
function judge<T>(kind: DocumentKind<T>, value: unknown, text: string, add: Add): void {
  if (!kind.validate(value)) {
    for (const error of kind.validate.errors ?? []) {
      const property = error.instancePath;
      // The number as it is written: a double may print otherwise.
      const words = (offset: number) => {
        const refused = valueAt(value, property);
        return describe(error, refused, typeof refused === 'number' ? numberAt(text, offset) : undefined);
      };
      add({ level: 'error', property, text: words });
    }
    return;
  }
  let exact = true;
  restoreIntegers(value, kind.shape, text, (property, words) => {
    exact = false;
    add({ level: 'error', property, text: words });
  });
  if (!exact) return;
  kind.inspect(value as T, {
    error: (property, words) => add({ level: 'error', property, text: words }),
    warn: (property, words) => add({ level: 'warning', property, text: words }),
  });
}
