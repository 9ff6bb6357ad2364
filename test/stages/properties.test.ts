import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import t from 'tap';
import { ConfigError } from '../../runtime/errors.ts';
import { encode } from '../../runtime/host/encode.ts';
import { describe } from '../../runtime/plan/describe.ts';
import { explain, planJson } from '../../runtime/plan/explain.ts';
import type { Op } from '../../runtime/plan/op.ts';
import type { Plan } from '../../runtime/plan/plan.ts';
import type { Options, Request } from '../../runtime/plan/request.ts';
import { compose, type Stage } from '../../runtime/plan/stage.ts';
import { parseConfig } from '../../runtime/spec/parse.ts';
import { valueAt } from '../../runtime/spec/pointer.ts';
import * as stories from '../../runtime/stages/index.ts';
import { canonical, decode } from '../plan/decode.ts';
import { configTexts } from './any-spec.ts';
import { recorded, request, user, v1, v2 } from './request.ts';

const schema = JSON.parse(readFileSync(new URL('../../schema/plan.json', import.meta.url), 'utf8'));
const isPlan = new Ajv({ strict: false }).compile(schema);

const commands = {
  create: stories.create,
  run: stories.runAndDelete,
  start: stories.start,
  delete: stories.deleteContainer,
} as const satisfies Partial<Record<Request['command'], readonly Stage[]>>;

const asked = fc.record({
  text: configTexts,
  command: fc.constantFrom(...(Object.keys(commands) as (keyof typeof commands)[])),
  facts: fc.constantFrom(v2, v1, user, { ...v2, initialUserNamespace: false }, { ...v2, cgroups: [] }),
  options: fc.constantFrom<Partial<Options>>(
    {},
    { noPivot: true, noNewKeyring: true, pidFile: '/run/pid', cgroupManager: 'disabled' },
    { consoleSocket: '/run/console.sock', preserveFds: 3, listenFds: 2, listenFdNames: 'a:b' },
    { rootless: 'true', subreaper: true },
  ),
});

/** The plan of a config, or undefined where it is refused. */
function planOf(request: Request): Plan | undefined {
  const options = { preserveFds: request.options.preserveFds, debug: false, log: undefined };
  try {
    return compose(commands[request.command as keyof typeof commands], request, options);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

interface Asked {
  readonly text: string;
  readonly command: keyof typeof commands;
  readonly facts: Request['facts'];
  readonly options: Partial<Options>;
}

/** The request, which nobody may change, or undefined where the config is refused. */
function requestOf({ text, command, facts, options }: Asked): Request | undefined {
  const exists = command === 'start' || command === 'delete';
  try {
    return frozen({
      ...request({ command, facts, options, ...(exists ? { state: recorded() } : {}) }),
      spec: parseConfig(text, 'config.json').value,
      config: text,
    });
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

/** The value, and all that is in it, never to be changed: who tries gets a TypeError. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  Object.values(value).forEach(frozen);
  return value;
}

function checkTargets(ops: readonly Op[]): void {
  for (const op of ops) {
    if (!('target' in op)) continue;
    assert.match(op.target, /^\//);
    assert.doesNotMatch(op.target, /(^|\/)\.{1,2}(\/|$)/);
  }
}

/** An origin with an index in it is a property that is there. */
function checkOrigins({ ops }: Plan, { spec }: Request): void {
  for (const { origin } of ops) {
    if (/\/\d+(\/|$)/.test(origin)) assert.notEqual(valueAt(spec, origin), undefined, origin);
    else assert.match(origin, /^(\/[^/]+)*$/);
  }
}

t.test('property: every plan of a valid config keeps the rules', (t) => {
  let planned = 0;
  let refused = 0;
  fc.assert(
    fc.property(asked, (each) => {
      const request = requestOf(each);
      const plan = request && planOf(request);
      if (request === undefined || plan === undefined) {
        refused += 1;
        return;
      }
      planned += 1;
      assert.deepStrictEqual(planOf(request), plan, 'the same request gives the same plan');
      assert.ok(isPlan(JSON.parse(planJson(plan))), JSON.stringify(isPlan.errors));
      assert.deepStrictEqual(decode(encode(plan)), canonical(plan, describe));
      checkTargets(plan.ops);
      checkOrigins(plan, request);
      const lines = explain(plan).trimEnd().split('\n');
      assert.ok(lines.length > plan.ops.length);
    }),
    { numRuns: 300 },
  );
  t.ok(planned > refused, `${planned} planned, ${refused} refused`);
  t.end();
});
