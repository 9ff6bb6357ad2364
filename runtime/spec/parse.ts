/**
 * Text to typed document. The everyday way glances at the text and parses it with the engine's own JSON.parse; whatever it does not like, `findAll` looks at again and says where and why.
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
import { type Glance, glance as glanceByPatterns, may } from './glance.ts';
import { hasLongNumber, restoreIntegers } from './integers.ts';
import { maxName, scan } from './scan.ts';
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
  /** The glance before; a host may have a quicker one. */
  readonly glance?: Glance;
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
export function parsePlugins(
  text: string,
  file: string,
  options: ParseOptions = {},
): Parsed<PluginsConfiguration> {
  return parse(pluginsDocument, text, file, options);
}

/** All findings about config.json in the order of the text, for `validate`. Throws nothing; an empty list is a good config. */
export function validateText(text: string): readonly Finding[] {
  return findAll(configDocument, text).findings;
}

function parse<T>(
  kind: DocumentKind<T>,
  text: string,
  file: string,
  { lint = false, glance = glanceByPatterns }: ParseOptions,
): Parsed<T> {
  const parsed = lint ? undefined : parseQuickly(kind, text, glance);
  if (parsed) return parsed;

  const { value, findings } = findAll(kind, text);
  const error = findings.find(({ level }) => level === 'error');
  if (error) throw findingError(error, file);
  return { value, warnings: findings.map(({ property, position, text }) => ({ property, position, text })) };
}

/** The document, or undefined where something about it needs a closer look. */
function parseQuickly<T>(kind: DocumentKind<T>, text: string, glance: Glance): Parsed<T> | undefined {
  if (text.length > kind.maxLength) return undefined;
  const seen = glance(text);
  if ((seen & (may.escape | may.depth)) !== 0) return undefined;
  // Shorter than a name may be, nothing is too long.
  const large = (seen & may.many) !== 0 || text.length > maxName;
  if (large && scan(text) !== undefined) return undefined;
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
  if ((seen & may.round) !== 0) {
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
