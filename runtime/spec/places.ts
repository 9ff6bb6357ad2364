/** Where properties stand in a text. */
import { pathOf } from './pointer.ts';
import { scan } from './scan.ts';

/** A property that is looked for, or what holds one. */
interface Node {
  readonly members: Map<string, Node>;
  /** Offset of its value, and of its name in an object; of duplicates the last. */
  value?: number;
  name?: number;
}

/** What tells where a property stands, or what it would stand in. */
export interface Places {
  value(pointer: string): number;
  name(pointer: string): number;
}

/** Looks for properties, given by their pointers, in a text that is JSON: once through it, whatever their number. */
export function placesOf(text: string, pointers: Iterable<string>): Places {
  const top: Node = { members: new Map() };
  for (const pointer of pointers) addPath(top, pathOf(pointer));

  // Of each level of the path where the scan is: the node, where something there is looked for.
  const here: (Node | undefined)[] = [top];
  scan(text, ({ kind, start, path }) => {
    const level = path.length;
    if (level > 0) here[level] = here[level - 1]?.members.get(String(path[level - 1]));
    const node = here[level];
    if (node === undefined) return;
    if (kind === 'name' || kind === 'duplicate') node.name = start;
    else node.value = start;
  });

  return {
    value: (pointer) => offsetAt(top, pointer, ({ value }) => value),
    name: (pointer) => offsetAt(top, pointer, ({ name, value }) => name ?? value),
  };
}

function addPath(top: Node, path: readonly string[]): void {
  let node = top;
  for (const key of path) {
    const next = node.members.get(key) ?? { members: new Map() };
    node.members.set(key, next);
    node = next;
  }
}

/** The offset of the last node on the way to a property that is there. */
function offsetAt(top: Node, pointer: string, offsetOf: (node: Node) => number | undefined): number {
  let offset = offsetOf(top) ?? 0;
  let node = top;
  for (const key of pathOf(pointer)) {
    const next = node.members.get(key);
    const found = next && offsetOf(next);
    if (next === undefined || found === undefined) break;
    node = next;
    offset = found;
  }
  return offset;
}
