/** The kinds of document runts reads: each with its validator, its properties and its checks. */
import { absolute, type Report } from './checks/check.ts';
import { checkProcess } from './checks/process.ts';
import { inspectSpec } from './checks.ts';
import { configShape, pluginsShape, processShape, stateShape } from './shape.gen.ts';
import type { Shape } from './shape.ts';
import type { PluginsConfiguration, Process, Spec, State } from './types.ts';
import {
  type Validator,
  validateConfig,
  validatePlugins,
  validateProcess,
  validateState,
} from './validators.gen.js';

/** How one kind of document is judged. */
export interface DocumentKind<T> {
  readonly validate: Validator;
  readonly shape: Shape;
  /** What the schema cannot say; the value satisfies the schema. */
  readonly inspect: (value: T, report: Report) => void;
  /** The longest text that is read, in characters. */
  readonly maxLength: number;
}

/** Where engines' configs have some thousands. */
const maxLength = 1024 * 1024;

/** config.json of a bundle. */
export const configDocument: DocumentKind<Spec> = {
  validate: validateConfig,
  shape: configShape,
  inspect: inspectSpec,
  maxLength,
};

/** The file given to exec --process. */
export const processDocument: DocumentKind<Process> = {
  validate: validateProcess,
  shape: processShape,
  inspect: (process, report) => checkProcess(process, '', report),
  maxLength,
};

/** state.json of the state directory, which runts itself wrote. */
export const stateDocument: DocumentKind<State> = {
  validate: validateState,
  shape: stateShape,
  inspect: () => {},
  // The annotations of the longest config, and what runts records beside them.
  maxLength: maxLength + 65536,
};

/** Root's configuration of plugins. */
export const pluginsDocument: DocumentKind<PluginsConfiguration> = {
  validate: validatePlugins,
  shape: pluginsShape,
  inspect: ({ plugins }, report) => {
    for (const [index, path] of plugins.entries()) absolute(path, `/plugins/${index}`, report);
  },
  maxLength,
};
