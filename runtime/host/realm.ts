/**
 * Where the planner and its plugins run in Node: a realm of their own that has the language and nothing else, as the
 * embedded engine is. It costs a millisecond, and what reaches for Node fails here as it does there.
 */
import { createContext, Script } from 'node:vm';

/** Runs a script of `moduleScript` and returns what the module exports. */
export type Realm = (script: Script) => unknown;

/** A new realm. `eval` and the like are refused: the embedded engine has no parser. */
export function makeRealm(): Realm {
  const context = createContext({}, { codeGeneration: { strings: false, wasm: false } });
  return (script) => script.runInContext(context);
}

/** A CommonJS module that requires nothing, as native/engine/compile.c wraps it too. */
export function moduleScript(text: string, filename: string, cachedData?: Buffer): Script {
  const source = `(function(){"use strict";const module={exports:{}};const exports=module.exports;${text}\nreturn module.exports;})()`;
  return new Script(source, { filename, ...(cachedData === undefined ? {} : { cachedData }) });
}
