/** The validators that scripts/generate-schema.mjs makes from schema/. */

/** One refusal, as ajv words it. */
export interface SchemaError {
  /** JSON pointer of the refused value. */
  readonly instancePath: string;
  /** The JSON Schema keyword that refused it. */
  readonly keyword: string;
  /** What the keyword asks for, e.g. `{type: 'string'}`. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** Whether a value is as its schema wants it; after `false`, `errors` holds every refusal. */
export interface Validator {
  (value: unknown): boolean;
  errors: readonly SchemaError[] | null;
}

export const validateConfig: Validator;
export const validatePlugins: Validator;
export const validateProcess: Validator;
export const validateState: Validator;
