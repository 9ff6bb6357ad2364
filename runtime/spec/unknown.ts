/** Properties that a document has and its schema does not name; the specification lets runtimes ignore them. */
import { nearest } from './nearest.ts';
import { maxPointer, member } from './pointer.ts';
import type { Shape } from './shape.ts';

/** A property that no schema names. */
export interface UnknownProperty {
  readonly property: string;
  /** The known property that was probably meant. */
  readonly nearest: string | undefined;
}

/**
 * The unknown properties of a document, as many as `most`. The value must satisfy its schema's types, or parts of it are
 * passed over.
 */
export function unknownProperties(value: unknown, shape: Shape, most: number): readonly UnknownProperty[] {
  const found: UnknownProperty[] = [];
  look(value, shape, '', (property, name, missing) => {
    if (found.length < most)
      found.push({ property: member(property, name), nearest: nearest(name, missing()) });
  });
  return found;
}

/** Takes an unknown property of an object, and how to get the names that the object might have and has not. */
type Tell = (parent: string, name: string, missing: () => readonly string[]) => void;

function look(value: unknown, shape: Shape, pointer: string, tell: Tell): void {
  if (typeof shape !== 'object' || typeof value !== 'object' || value === null) return;
  // What stands under so long a name is not worth naming.
  if (pointer.length > maxPointer) return;
  if (Array.isArray(value)) {
    const { items } = shape;
    if (typeof items !== 'object') return;
    for (const [index, item] of value.entries()) look(item, items, member(pointer, index), tell);
    return;
  }
  const { properties, values } = shape;
  // An object of no described properties is free.
  if (properties === undefined && values === undefined) return;
  // A name that is there already is not what was meant.
  const missing = () => Object.keys(properties ?? {}).filter((known) => !Object.hasOwn(value, known));
  for (const [name, inner] of Object.entries(value)) {
    const known = properties && Object.hasOwn(properties, name) ? properties[name] : values;
    if (known === undefined) tell(pointer, name, missing);
    else if (typeof known === 'object') look(inner, known, member(pointer, name), tell);
  }
}
