/**
 * Everything there is to say about a document's text. It looks at every character, so only a refusal comes here, or a
 * command that wants the warnings.
 */
import { ConfigError, type JsonPosition } from '../errors.ts';
import { describe } from './describe.ts';
import type { DocumentKind } from './documents.ts';
import { restoreIntegers } from './integers.ts';
import { valueAt } from './pointer.ts';
import { numberAt, positionAt } from './scan.ts';
import { type Survey, survey } from './survey.ts';
import { unknownProperties } from './unknown.ts';

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
  const position = positionAt(config, offsetOf(survey(config), property));
  return new ConfigError(code as Finding['code'], { file, property, position }, text);
}

/** Takes a finding: its level, its property, its text, and its place where that is not the property's value. */
type Add = (level: Finding['level'], property: string, text: string, offset?: number) => void;

/** Reads a text and finds everything that is to be said about it. */
export function findAll<T>(kind: DocumentKind<T>, text: string): Findings<T> {
  const places = survey(text);
  if (places.malformed) {
    const { offset, pointer, text: words } = places.malformed;
    const position = positionAt(text, offset);
    const code = 'ERR_CONFIG_SYNTAX';
    return {
      value: undefined as T,
      findings: [{ level: 'error', code, property: pointer, position, text: words }],
    };
  }

  const found: { level: Finding['level']; property: string; text: string; offset: number }[] = [];
  const add: Add = (level, property, words, offset = offsetOf(places, property)) => {
    found.push({ level, property, text: words, offset });
  };
  const value: unknown = JSON.parse(text);
  for (const { property, offset } of places.unwritable) {
    add('error', property, 'must not hold the character NUL or half of a surrogate pair', offset);
  }
  judge(kind, value, text, places, add);
  for (const { property, offset } of places.duplicates) {
    add('warning', property, 'the name is used already; the last one counts', offset);
  }
  for (const { property, nearest } of unknownProperties(value, kind.shape)) {
    const offset = places.names.get(property);
    if (nearest === undefined) add('warning', property, 'unknown property, ignored', offset);
    else add('misspelt', property, `unknown property, ignored; the nearest is "${nearest}"`, offset);
  }

  const findings = found
    .sort((one, other) => one.offset - other.offset)
    .map(({ offset, ...finding }): Finding => {
      return { ...finding, code: 'ERR_CONFIG_INVALID', position: positionAt(text, offset) };
    });
  return { value: value as T, findings };
}

/** Where a property stands, or what it would stand in. */
function offsetOf({ values }: Survey, property: string): number {
  let at = property;
  while (at !== '' && !values.has(at)) at = at.slice(0, at.lastIndexOf('/'));
  return values.get(at) ?? 0;
}

/** The schema, then what needs its promise: exact integers, then the checks. */
function judge<T>(kind: DocumentKind<T>, value: unknown, text: string, places: Survey, add: Add): void {
  if (!kind.validate(value)) {
    for (const error of kind.validate.errors ?? []) {
      const property = error.instancePath;
      const refused = valueAt(value, property);
      // The number as it is written: a double may print otherwise.
      const offset = places.values.get(property);
      const literal =
        typeof refused === 'number' && offset !== undefined ? numberAt(text, offset) : undefined;
      add('error', property, describe(error, refused, literal));
    }
    return;
  }
  let exact = true;
  restoreIntegers(value, kind.shape, text, (property, words) => {
    exact = false;
    add('error', property, words);
  });
  if (!exact) return;
  kind.inspect(value as T, {
    error: (property, words) => add('error', property, words),
    warn: (property, words) => add('warning', property, words),
  });
}
