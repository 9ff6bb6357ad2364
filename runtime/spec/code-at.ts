/** A look at one character. */

/** charCodeAt: for each call of a string's method XS makes an object, and nothing is collected. */
export const codeAt: (text: string, offset: number) => number = Function.prototype.call.bind(
  String.prototype.charCodeAt,
);
