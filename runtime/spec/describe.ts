/** A schema's refusal in words: what was found, what is allowed. */
import { nearest } from './nearest.ts';
import type { SchemaError } from './validators.gen.js';

/** The words for a type of JSON Schema. */
const types: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'an array',
  string: 'a string',
  boolean: 'true or false',
  integer: 'an integer',
};

/** The words for the patterns of our schemas. */
const patterns: Readonly<Record<string, string>> = {
  '^RLIMIT_[A-Z]+$': 'the name of a resource limit such as "RLIMIT_NOFILE"',
  '^[0-9, -]*$': 'a list of CPUs such as "0-3,7"',
  '^[cbup]$': 'one of "c", "b", "u", "p"',
  '^[1-9][0-9]*[KMG]B$': 'a size such as "2MB" or "1GB"',
  '^MB:[^\\n]*$': 'one line that begins with "MB:"',
};

/** The exact limits of 64-bit integers; ajv knows them as doubles only. */
const limits: Readonly<Record<string, string>> = {
  '18446744073709552000': '18446744073709551615',
  '9223372036854776000': '9223372036854775807',
  '-9223372036854776000': '-9223372036854775808',
};

/** The longest part of a found string that is shown. */
const shown = 60;

/**
 * @param found the refused value; of `required`, the object that lacks the property
 * @param literal a number as it is written in the text, where it is known
 */
export function describe(error: SchemaError, found: unknown, literal?: string): string {
  const { keyword, params } = error;
  const is = literal ?? describeValue(found);
  switch (keyword) {
    case 'required':
      return describeMissing(String(params.missingProperty), found);
    case 'type':
      return `must be ${types[String(params.type)] ?? params.type}, found ${is}`;
    case 'enum': {
      const allowed = params.allowedValues as readonly string[];
      const near = typeof found === 'string' ? nearest(found, allowed) : undefined;
      const list = allowed.map((value) => JSON.stringify(value)).join(', ');
      return `must be one of ${list}, found ${is}${near === undefined ? '' : `; the nearest is "${near}"`}`;
    }
    case 'minimum':
      return `must be at least ${limitText(params.limit)}, found ${is}`;
    case 'maximum':
      return `must be at most ${limitText(params.limit)}, found ${is}`;
    case 'pattern':
      return `must be ${patterns[String(params.pattern)] ?? `text that matches ${params.pattern}`}, found ${is}`;
    case 'additionalProperties':
      return `the property "${params.additionalProperty}" is not known`;
    case 'minItems':
      return `must have at least ${params.limit} entry, found none`;
    default:
      return `must satisfy "${keyword}", found ${is}`;
  }
}

function describeMissing(missing: string, parent: unknown): string {
  const text = `the required property "${missing}" is missing`;
  const near = nearest(missing, Object.keys(parent as object));
  return near === undefined ? text : `${text}; the nearest found is "${near}"`;
}

/** A value in a few words: strings quoted and cut, objects and arrays by their kind. */
export function describeValue(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  return value.length <= shown ? JSON.stringify(value) : `${JSON.stringify(value.slice(0, shown))}...`;
}

function limitText(limit: unknown): string {
  return limits[String(limit)] ?? String(limit);
}
