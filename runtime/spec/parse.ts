/**
 * Text to typed document. The everyday way looks at the text with the engine's own JSON.parse and two or three regular
 * expressions; whatever it does not like, `findAll` looks at again and says where and why.
 */
import type { JsonPosition } from '../errors.ts';
import {
  configDocument,
  type DocumentKind,
  pluginsDocument,
  processDocument,
  stateDocument,
} from './documents.ts';
import { type Finding, findAll, findingError, maxFindings } from './findings.ts';
import { hasLongNumber, mayRound, restoreIntegers } from './integers.ts';
import { maxName, scan } from './scan.ts';
import { maxLength } from './survey.ts';
import type { PluginsConfiguration, Process, Spec, State } from './types.ts';

/** Something worth saying about a document that is accepted all the same. */
export interface Warning {
  /** JSON pointer of the property. */
  readonly property: string;
  /** Where it stands; known only when asked for lint. */
  readonly position?: JsonPosition;
  readonly text: string;
}

/** A document that satisfies its schema and its checks. */
export interface Parsed<T> {
  readonly value: T;
  readonly warnings: readonly Warning[];
}

/** How thoroughly to look. */
export interface ParseOptions {
  /** Whether to warn of duplicate names and unknown properties too; takes some milliseconds. */
  readonly lint?: boolean;
}

/**
 * config.json. Throws `ConfigError`: ERR_CONFIG_SYNTAX where it is not JSON, ERR_CONFIG_INVALID where the schema or a check
 * refuses it, each with position and property of the first fault in the text.
 *
 * @param text the file's whole text
 * @param file how the user knows the file, for the error
 */
export function parseConfig(text: string, file: string, options: ParseOptions = {}): Parsed<Spec> {
  return parse(configDocument, text, file, options);
}

/** The process of exec --process, refused as `parseConfig` does. */
export function parseProcess(text: string, file: string, options: ParseOptions = {}): Parsed<Process> {
  return parse(processDocument, text, file, options);
}

/** state.json of the state directory, refused as `parseConfig` does. */
export function parseState(text: string, file: string, options: ParseOptions = {}): Parsed<State> {
  return parse(stateDocument, text, file, options);
}

/** Root's configuration of plugins, refused as `parseConfig` does. */
export function parsePlugins(text: string, file: string): Parsed<PluginsConfiguration> {
  return parse(pluginsDocument, text, file, {});
}

/** All findings about config.json in the order of the text, for `validate`. Throws nothing; an empty list is a good config. */
export function validateText(text: string): readonly Finding[] {
  return findAll(configDocument, text).findings;
}

function parse<T>(
  kind: DocumentKind<T>,
  text: string,
  file: string,
  { lint = false }: ParseOptions,
): Parsed<T> {
  const parsed = lint ? undefined : parseQuickly(kind, text);
  if (parsed) return parsed;

  const { value, findings } = findAll(kind, text);
  const error = findings.find(({ level }) => level === 'error');
  if (error) throw findingError(error, file);
  return { value, warnings: findings.map(({ property, position, text }) => ({ property, position, text })) };
}

/** The document, or undefined where something about it needs a closer look. */
function parseQuickly<T>(kind: DocumentKind<T>, text: string): Parsed<T> | undefined {
  if (text.length > maxLength) return undefined;
  if (isLarge(text) && scan(text) !== undefined) return undefined;
  if (needsSurvey(text)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!kind.validate(value)) return undefined;
  let good = true;
  const error = () => {
    good = false;
  };
  if (mayRound(text)) {
    if (hasLongNumber(text)) return undefined;
    restoreIntegers(value, kind.shape, text, error);
  }
  const warnings: Warning[] = [];
  kind.inspect(value as T, {
    error,
    warn: (property, words) => {
      if (warnings.length < maxFindings) warnings.push({ property, text: words });
    },
  });
  return good ? { value: value as T, warnings } : undefined;
}

/**
 * Whether a text may hold more than the scanner allows. JSON.parse must not see such a one: of an object with ten
 * thousands of names XS makes work for minutes.
 */
function isLarge(text: string): boolean {
  // Shorter than this, nothing can be too many; and shorter than a name may be, nothing too long.
  if (text.length < 16384) return false;
  if (text.length > maxName) return true;
  const most = 2048;
  const count = (mark: string) => text.split(mark, most + 1).length - 1;
  return count(',') + count('[') + count('{') >= most;
}

/**
 * Whether a text may hold what JSON.parse lets pass: escapes of NUL or of surrogates, or deep nesting, which ends in a
 * row of brackets. (Nesting that does not is found where it is too deep for a schema, or is ignored.)
 */
function needsSurvey(text: string): boolean {
  return /\\u(?:0000|[dD][89a-fA-F])/.test(text) || /[\]}](?:\s*[\]}]){99}/.test(text);
}
