/** JSON for people. */

/** A value as JSON, indented by two, with a line break at its end; `replace` is JSON.stringify's. */
export function prettyJson(value: unknown, replace?: (name: string, value: unknown) => unknown): string {
  // XS breaks the line in what is empty, V8 does not; in strings no line breaks.
  return `${JSON.stringify(value, replace, 2).replace(/([[{])\n[ \n]*([\]}])/g, '$1$2')}\n`;
}
