/** JSON pointers, RFC 6901: the way runts names a place in config.json. */

/** The pointer to one member below another place: `member('/linux/sysctl', 'net/x')` is `/linux/sysctl/net~1x`. */
export function member(parent: string, key: string | number): string {
  if (typeof key === 'number') return `${parent}/${key}`;
  return `${parent}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The pointer of a path of names and indices from the document's top; `''` is the whole document. */
export function pointerOf(path: readonly (string | number)[]): string {
  return path.reduce<string>(member, '');
}

/** The longest names that a place is named by: where they are longer, by what holds it. */
export const maxPointer = 4096;

/** The pointer of a path, or of what holds it where its names are longer than anyone reads. */
export function nearPointerOf(path: readonly (string | number)[]): string {
  let length = 0;
  const end = path.findIndex((key) => {
    length += typeof key === 'string' ? key.length : 1;
    return length > maxPointer;
  });
  return pointerOf(end === -1 ? path : path.slice(0, end));
}

/** The names and indices a pointer consists of, all as text. */
export function pathOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What stands at a pointer in a parsed document; undefined where there is nothing. */
export function valueAt(value: unknown, pointer: string): unknown {
  let found = value;
  for (const key of pathOf(pointer)) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}
