import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { encode } from '../../runtime/host/encode.ts';
import { describe } from '../../runtime/plan/describe.ts';
import { sets } from '../../runtime/plan/flags.ts';
import { type Op, type OpName, ops, slots } from '../../runtime/plan/op.ts';
import type { Plan } from '../../runtime/plan/plan.ts';
import { fieldType, maxRegisters } from '../../runtime/plan/wire.ts';
import { canonical, decode } from './decode.ts';

const options = { preserveFds: 0, debug: false, log: undefined };

function planOf(list: readonly Op[], more: Partial<Plan> = {}): Plan {
  return {
    command: 'create',
    id: 'box',
    options,
    ops: list.map((op) => ({ ...op, stage: 'test' })),
    ...more,
  };
}

function open(as: string): Op {
  return { op: 'openTree', in: 'runtime', source: '/', as, origin: '' };
}

/** An op as a plugin in plain JavaScript may return it. */
function broken(op: Record<string, unknown>): Plan {
  return planOf([{ in: 'runtime', origin: '', ...op } as unknown as Op]);
}

t.test('a program holds every field of its plan', (t) => {
  const plan = planOf(
    [
      {
        op: 'mkdir',
        in: 'runtime',
        path: '/run/runts/böx',
        mode: 0o700,
        ifExists: 'fail',
        parents: true,
        origin: '',
        says: { EEXIST: 'there already', EPERM: '' },
        undo: [
          { op: 'removeTree', in: 'runtime', path: '/run/runts/böx', ifMissing: 'skip', origin: '/a' },
          { op: 'unlink', in: 'runtime', path: '/run/runts/.lock/box', ifMissing: 'skip', origin: '' },
        ],
      },
      { op: 'openTree', in: 'runtime', source: '/', recursive: false, as: 'one', origin: '/mounts/0' },
      { op: 'cloneInit', in: 'runtime', flags: ['CLONE_NEWNS', 'CLONE_NEWTIME'], origin: '/linux, stage x' },
      {
        op: 'writeFile',
        in: 'runtime',
        path: '/pid',
        data: ['a\u0001b', { slot: 'pid' }, 'c', { slot: 'startTime' }],
        mode: 0o600,
        origin: '',
        undo: [{ op: 'unlink', in: 'runtime', path: '/pid', ifMissing: 'fail', origin: '' }],
      },
      { op: 'spawn', in: 'runtime', path: '/h', args: ['h', [{ slot: 'pid' }]], env: [], origin: '/hooks' },
      { op: 'prlimit', in: 'runtime', resource: 'RLIMIT_NOFILE', soft: 1, hard: 2n ** 64n - 1n, origin: '' },
      { op: 'deviceFilter', in: 'runtime', path: '/c', program: 'AQIDBAU=', origin: '' },
      { op: 'bind', in: 'container', from: 'one', source: '/', target: '/t', clear: ['_ATIME'], origin: '' },
    ],
    { options: { preserveFds: 3, debug: true, log: { path: '/log', format: 'json' } } },
  );
  t.strictSame(decode(encode(plan)), canonical(plan, describe));
  t.end();
});

t.test('a plan without ops is a program too', (t) => {
  t.strictSame(decode(encode(planOf([]))), canonical(planOf([]), describe));
  t.end();
});

t.test('a log in text is not one in JSON', (t) => {
  const log = { path: '/log', format: 'text' } as const;
  t.strictSame(decode(encode(planOf([], { options: { ...options, log } }))).log, log);
  t.end();
});

t.test('64-bit numbers survive to the last bit', (t) => {
  const limit = (soft: bigint | number) =>
    decode(
      encode(planOf([{ op: 'prlimit', in: 'runtime', resource: 'RLIMIT_AS', soft, hard: 0, origin: '' }])),
    ).ops[0]?.soft;
  t.equal(limit(2n ** 64n - 1n), 2n ** 64n - 1n);
  t.equal(limit(2n ** 63n), 2n ** 63n);
  t.equal(limit(2 ** 53 - 1), 2 ** 53 - 1);
  t.equal(limit(2 ** 32), 2 ** 32);
  t.equal(limit(2 ** 32 - 1), 2 ** 32 - 1);
  t.equal(limit(0n), 0);
  t.end();
});

t.test('a negative 32-bit number keeps its sign', (t) => {
  const plan = planOf([
    { op: 'signal', in: 'runtime', pid: -1, startTime: 0, signal: 9, ifMissing: 'fail', origin: '' },
  ]);
  t.equal(decode(encode(plan)).ops[0]?.pid, -1);
  t.end();
});

t.test('a program larger than the first buffer is whole', (t) => {
  const plan = planOf(
    Array.from({ length: 500 }, (_, i) => ({
      op: 'maskPath',
      in: 'container',
      target: `/proc/${'x'.repeat(i)}`,
      origin: `/linux/maskedPaths/${i}`,
    })),
  );
  t.strictSame(decode(encode(plan)), canonical(plan, describe));
  const undone = planOf(
    Array.from({ length: 500 }, (_, i) => ({
      op: 'umask',
      in: 'runtime',
      mask: 0,
      origin: '',
      undo: [{ op: 'unlink', in: 'runtime', path: `/${'x'.repeat(i)}`, ifMissing: 'skip', origin: '' }],
    })),
  );
  t.strictSame(decode(encode(undone)), canonical(undone, describe), 'also where an undo does not fit');
  t.end();
});

t.test('a string may end anywhere at the end of a buffer', (t) => {
  const opened = 32768;
  for (let length = opened - 300; length <= opened + 8; length++) {
    const plan = planOf([{ op: 'umask', in: 'container', mask: 0, origin: '' }], {
      id: 'é'.padEnd(length, 'x'),
    });
    assert.deepStrictEqual(decode(encode(plan)), canonical(plan, describe));
  }
  t.end();
});

t.test('the same text lies in a program once', (t) => {
  const mask = (target: string): Op => ({ op: 'maskPath', in: 'container', target, origin: '' });
  const twice = encode(planOf([mask('/proc/keys'), mask('/proc/keys')]));
  t.equal(Buffer.from(twice).toString('latin1').split('/proc/keys\0').length - 1, 1);
  t.end();
});

const base64: readonly string[] = ['', 'AA==', 'AAA=', 'AAAA', '+/+/', '////////'];
for (const program of base64) {
  t.test(`base64 "${program}" becomes its bytes`, (t) => {
    const plan = planOf([{ op: 'deviceFilter', in: 'runtime', path: '/c', program, origin: '' }]);
    t.equal(decode(encode(plan)).ops[0]?.program, program);
    t.end();
  });
}

const refusals: Readonly<Record<string, readonly [Record<string, unknown>, string]>> = {
  'a field that is missing': [{ op: 'umask' }, 'op umask: mask is missing'],
  'a number that is none': [{ op: 'umask', mask: '18' }, 'op umask: mask is not a number'],
  'a fraction': [{ op: 'umask', mask: 1.5 }, 'op umask: mask is not an integer'],
  'a number beyond what a double holds': [{ op: 'umask', mask: 2 ** 53 }, 'op umask: mask is not an integer'],
  'a negative unsigned number': [{ op: 'umask', mask: -1 }, 'op umask: mask does not fit u32'],
  'a number of more than 32 bits': [{ op: 'umask', mask: 2 ** 32 }, 'op umask: mask does not fit u32'],
  'a pid of more than 31 bits': [
    { op: 'awaitExit', pid: 2 ** 31, startTime: 0, timeoutMs: 0 },
    'op awaitExit: pid does not fit i32',
  ],
  'a number of more than 64 bits': [
    { op: 'dropBounding', keep: 2n ** 64n },
    'op dropBounding: keep does not fit u64',
  ],
  'a negative number of 64 bits': [
    { op: 'dropBounding', keep: -1n },
    'op dropBounding: keep does not fit u64',
  ],
  'a string that is none': [{ op: 'keyring', name: 7 }, 'op keyring: name is not a string'],
  'a NUL byte in a string': [{ op: 'keyring', name: 'a\0b' }, 'op keyring: name contains a NUL byte'],
  'a NUL byte in a list': [
    { op: 'setgroups', groups: ['1', '\0'] },
    'op setgroups: groups contains a NUL byte',
  ],
  'a NUL byte in a text': [{ op: 'print', fd: 1, text: ['\0'] }, 'op print: text contains a NUL byte'],
  'a slot that the machine does not have': [
    { op: 'print', fd: 1, text: [{ slot: 'uid' }] },
    'op print: text has an unknown slot "uid"',
  ],
  'an unknown flag': [
    { op: 'unshare', flags: ['CLONE_NEWNS', 'constructor'] },
    'op unshare: flags has an unknown name "constructor"',
  ],
  'an unknown name': [{ op: 'log', level: 'fatal', text: '' }, 'op log: level has an unknown name "fatal"'],
  'a result that no op names': [
    { op: 'bindConsole', peer: 'tty' },
    'op bindConsole: peer uses a result that no op names',
  ],
  'bytes that are not base64': [
    { op: 'deviceFilter', path: '/c', program: 'A-_=' },
    'op deviceFilter: program is not base64',
  ],
};
for (const [what, [op, text]] of Object.entries(refusals)) {
  t.test(`encode refuses ${what}`, (t) => {
    t.throws(() => encode(broken(op)), {
      code: 'ERR_PLAN_INVALID',
      message: `stage test, ${text}`,
      stage: 'test',
    });
    t.end();
  });
}

t.test('a plan names no more results than the machine has room for', (t) => {
  const many = (count: number) => planOf(Array.from({ length: count }, (_, i) => open(`${i}`)));
  t.equal(decode(encode(many(maxRegisters))).ops.length, maxRegisters);
  t.throws(() => encode(many(maxRegisters + 1)), {
    name: 'PlanError',
    message: 'stage test, op openTree: it names a result beyond 4096, all that a plan can have',
  });
  t.end();
});

t.test('property: decode(encode(plan)) is the plan, for ops of any kind and values', (t) => {
  fc.assert(
    fc.property(fc.array(anyOp(), { maxLength: 12 }), text(), (list, id) => {
      const plan = planOf([open('one'), ...list], { id });
      assert.deepStrictEqual(decode(encode(plan)), canonical(plan, describe));
    }),
    { numRuns: 200 },
  );
  t.end();
});

function anyOp(): fc.Arbitrary<Op> {
  return fc.constantFrom(...(Object.keys(ops) as OpName[])).chain((name) => {
    const fields = Object.entries(ops[name].fields as Record<string, string>);
    return fc
      .record({
        op: fc.constant(name),
        in: fc.constantFrom('runtime', 'setup', 'container'),
        origin: text().map((each) => each.replaceAll('stage ', '')),
        ...Object.fromEntries(fields.map(([field, type]) => [field, valuesFor(type)])),
      })
      .map(
        (op) =>
          Object.fromEntries(Object.entries(op).filter(([, value]) => value !== undefined)) as unknown as Op,
      );
  });
}

/** Well-formed text without NUL. */
function text(): fc.Arbitrary<string> {
  return fc.string({ unit: 'binary', maxLength: 20 }).map((each) => each.replaceAll('\0', '\x01'));
}

function slotted(): fc.Arbitrary<unknown> {
  const slot = fc.constantFrom(...slots.map((slot) => ({ slot })));
  return fc.oneof(text(), fc.array(fc.oneof(text(), slot), { maxLength: 4 }));
}

function valuesFor(type: string): fc.Arbitrary<unknown> {
  const { base, set, optional } = fieldType(type);
  const names = Object.keys(sets[set as keyof typeof sets] ?? {});
  const arbitrary = {
    u32: () => fc.nat(0xffffffff),
    i32: () => fc.integer(),
    u64: () => fc.oneof(fc.nat(), fc.bigInt(0n, 2n ** 64n - 1n)),
    bool: () => fc.boolean(),
    str: text,
    strs: () => fc.array(text(), { maxLength: 3 }),
    text: slotted,
    texts: () => fc.array(slotted(), { maxLength: 3 }),
    bytes: () => fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64')),
    flags: () => fc.subarray(names),
    enum: () => fc.constantFrom(...names),
    as: () => fc.constantFrom('one', 'two', 'three'),
    from: () => fc.constant('one'),
  }[base];
  if (arbitrary === undefined) throw new Error(`no values for ${type}`);
  return optional ? fc.option(arbitrary(), { nil: undefined }) : arbitrary();
}
