/** Properties that a document has and its schema does not name; the specification lets runtimes ignore them. */
import { nearest } from './nearest.ts';
import { member } from './pointer.ts';
import type { Shape } from './shape.ts';

/** A property that no schema names. */
export interface UnknownProperty {
  readonly property: string;
  /** The known property that was probably meant. */
  readonly nearest: string | undefined;
}

/** Every unknown property of a document. The value must satisfy its schema's types, or parts of it are passed over. */
export function unknownProperties(value: unknown, shape: Shape, pointer = ''): readonly UnknownProperty[] {
  if (typeof shape !== 'object' || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) {
    const items = shape.items;
    if (items === undefined) return [];
    return value.flatMap((item, index) => unknownProperties(item, items, member(pointer, index)));
  }
  // An object of no described properties is free.
  if (shape.properties === undefined && shape.values === undefined) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const here = member(pointer, name);
    if (shape.properties && Object.hasOwn(shape.properties, name)) {
      return unknownProperties(inner, shape.properties[name] as Shape, here);
    }
    if (shape.values !== undefined) return unknownProperties(inner, shape.values, here);
    // A name that is there already is not what was meant.
    const missing = Object.keys(shape.properties ?? {}).filter((known) => !Object.hasOwn(value, known));
    return [{ property: here, nearest: nearest(name, missing) }];
  });
}
