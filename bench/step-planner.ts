/**
 * In place of the planner, in the embedded engine: takes each step of planning a `run` many times, by the host's clock, whose
 * milliseconds are too coarse for one, and prints what one took on average.
 */
import { answer, quiet } from '../runtime/commands/answer.ts';
import { request, storyOf } from '../runtime/commands/create.ts';
import { parseArgv } from '../runtime/commands/parse.ts';
import { gatherFacts } from '../runtime/host/facts.ts';
import type { Host } from '../runtime/host/host.ts';
import { encode } from '../runtime/plan/encode.ts';
import { compose } from '../runtime/plan/stage.ts';
import { parseConfig } from '../runtime/spec/parse.ts';

export { HostError } from '../runtime/errors.ts';
export { bake } from '../runtime/planner.ts';

const TIMES = 40;

export function plan(argv: readonly string[], host: Host): Uint8Array {
  const took: Record<string, number> = {};
  const step = <T>(name: string, work: () => T): T => {
    const begin = host.now();
    for (let i = 1; i < TIMES; i++) work();
    const result = work();
    took[name] = (host.now() - begin) / TIMES;
    return result;
  };

  const invocation = step('argv', () => parseArgv(argv));
  if (invocation.command !== 'run') throw new Error('measures the planning of run');
  const { command, globals, positionals, options: creation } = invocation;
  const file = `${creation.bundle}/config.json`;
  const text = step('read', () => host.read(file));
  step('JSON.parse', () => JSON.parse(text));
  const spec = step('parse', () => parseConfig(text, file, host).value);
  const { request: first } = request(command, positionals.id, globals, creation, host, undefined);
  const facts = step('facts', () => gatherFacts(host, spec, first.options, positionals.id));
  // A request of its own each time: stages remember what they worked out for one.
  const composed = step('stages', () => {
    const asked = { ...first, spec, facts };
    return compose(storyOf(asked), asked, quiet);
  });
  step('encode', () => encode(composed, host.writeTexts));
  return encode(answer('bench', quiet, JSON.stringify(took)), host.writeTexts);
}
