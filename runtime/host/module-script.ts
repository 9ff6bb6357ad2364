/** A module as both hosts wrap it. */
import { Script } from 'node:vm';

/** A CommonJS module that requires nothing, as native/engine/compile.c wraps it too; with V8's code cache of it. */
export function moduleScript(text: string, filename: string, cachedData?: Uint8Array): Script {
  const source = `(function(){"use strict";const module={exports:{}};const exports=module.exports;${text}\nreturn module.exports;})()`;
  return new Script(source, {
    filename,
    ...(cachedData === undefined ? {} : { cachedData: cachedData }),
  });
}
