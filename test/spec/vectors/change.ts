/** A document with one change: how vectors are made from a good one. */
import { pathOf } from '../../../runtime/spec/pointer.ts';

/** Instead of a value: the property is taken away. */
export const removed = Symbol('removed');

/** A copy of a document in which `value` stands at `pointer`. `-` at the end of a pointer appends to an array. */
export function change(document: unknown, pointer: string, value: unknown): unknown {
  if (pointer === '') return value;
  const copy = structuredClone(document);
  const path = [...pathOf(pointer)];
  const key = path.pop() as string;
  // biome-ignore lint/suspicious/noExplicitAny: the path decides the type
  const parent = path.reduce((at: any, name) => at[name], copy as any);
  if (key === '-') parent.push(value);
  else if (value !== removed) parent[key] = value;
  else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
  return copy;
}

/** Every pointer of a document with the value that stands there, parents before children. */
export function places(
  document: unknown,
  pointer = '',
): readonly (readonly [pointer: string, value: unknown])[] {
  const here = [[pointer, document] as const];
  if (typeof document !== 'object' || document === null) return here;
  return here.concat(
    Object.entries(document).flatMap(([key, value]) =>
      places(value, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
    ),
  );
}
