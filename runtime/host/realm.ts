/**
 * Where the planner and its plugins run in Node: a realm of their own that has the language and nothing else, as the
 * embedded engine is. It costs a millisecond, and what reaches for Node fails here as it does there.
 */
import { createContext, Script } from 'node:vm';
import { moduleScript } from './module-script.ts';

/** Runs a module of `moduleScript` and returns what it exports. */
export type Realm = (text: string, file: string, codeCache?: Uint8Array) => unknown;

/** A new realm. `eval` and the like are refused: the embedded engine has no parser. */
export function makeRealm(): Realm {
  const context = createContext({}, { codeGeneration: { strings: false, wasm: false } });
  // Parts of V8 that the embedded engine does not have.
  new Script('delete console; delete Intl; delete WebAssembly').runInContext(context);
  return (text, file, codeCache) => moduleScript(text, file, codeCache).runInContext(context);
}
