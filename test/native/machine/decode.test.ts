import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { encode } from '../../../runtime/host/encode.ts';
import { encoders } from '../../../runtime/plan/encoders.gen.ts';
import { headerSize, recordSize } from '../../../runtime/plan/wire.ts';
import { buildMachines, machines, planOf, runPlan, type TestOp } from './run-plan.ts';

const corpus = fileURLToPath(new URL('corpus', import.meta.url));

t.test('the decoder and its readers stay in bounds, whatever one byte or the length says', (t) => {
  buildMachines();
  const native = join(machines.asan, '../..');
  execFileSync('make', ['-s', '-C', native, 'build/machine-replay']);
  const files = readdirSync(corpus).map((name) => join(corpus, name));
  t.doesNotThrow(() =>
    execFileSync(join(native, 'build/machine-replay'), files, { stdio: ['ignore', 2, 2] }),
  );
  t.end();
});

/** A program of two ops and an undo op, as it is to be changed. */
const ops: readonly TestOp[] = [
  {
    op: 'write',
    path: ['/nope/', { slot: 'pid' }],
    data: 'x',
    ifMissing: 'skip',
    says: { EPERM: 'no' },
    undo: [{ op: 'fail', in: 'runtime', origin: '', text: 'undo' }],
  },
  { op: 'spawn', path: '/bin/true', args: ['true', 'x'] },
];
const program = () => new DataView(encode(planOf(ops)).slice().buffer);
const record = (view: DataView, index: number) => view.getUint32(headerSize + 4 * index, true);
/** The offset of the n-th field's cell. */
const field = (view: DataView, index: number, n: number) => record(view, index) + recordSize + 8 * n;

/** What the machine says of the program after this change. */
function refusal(change: (view: DataView) => void): string {
  const view = program();
  change(view);
  const { status, signal, stderr } = runPlan([], { program: new Uint8Array(view.buffer) });
  if (status === 0 && signal === null) return 'carried out';
  return stderr.replace(/^runts: cannot read the program: |\n$/g, '');
}
const u32 = (at: number, value: number) => (view: DataView) => view.setUint32(at, value, true);

t.test('a program is refused for each thing that can be wrong with it', (t) => {
  const cases: Record<string, [(view: DataView) => void, string]> = {
    nothing: [() => {}, 'carried out'],
    magic: [(view) => view.setUint8(0, 0), 'it is no program'],
    version: [u32(8, 2), 'it has another version'],
    length: [u32(12, 100), 'it has another length than it says'],
    preserveFds: [u32(16, 70000), 'it preserves too many descriptors'],
    flags: [u32(20, 4), 'it has an unknown flag'],
    'op count': [u32(24, 0x40000000), 'its index lies outside of it'],
    'undo count': [u32(28, 0xffffffff), 'its index lies outside of it'],
    'index offset': [u32(32, 0xfffffffc), 'its index lies outside of it'],
    'index within the header': [u32(32, 32), 'its index lies outside of it'],
    registers: [u32(36, 4097), 'it names too many results'],
    'log path': [u32(40, 0xffffffff), 'its log path is broken'],
    'container id': [u32(52, 0xffffffff), 'its container id is broken'],
    'failure status': [u32(56, 256), 'it has an unknown header field'],
    reserved: [u32(60, 1), 'it has an unknown header field'],
    'record offset': [u32(headerSize, 0xfffffff8), 'a record lies outside of it'],
    'record alignment': [(view) => u32(headerSize, record(view, 0) + 4)(view), 'a record lies outside of it'],
    code: [(view) => view.setUint16(record(view, 0), 999, true), 'an op has an unknown code'],
    'code zero': [(view) => view.setUint16(record(view, 0), 0, true), 'an op has an unknown code'],
    track: [(view) => view.setUint8(record(view, 0) + 2, 3), 'an op has an unknown track'],
    'undo track': [(view) => view.setUint8(record(view, 2) + 2, 2), 'an undo op is not on the runtime track'],
    'a field is missing': [(view) => u32(record(view, 0) + 4, 3)(view), 'an op lacks a field'],
    'a field too many': [(view) => u32(record(view, 0) + 4, 0x1007)(view), 'an op has too many fields'],
    action: [(view) => u32(record(view, 0) + 12, 1)(view), "an op's action is broken"],
    origin: [(view) => u32(record(view, 0) + 16, 0)(view), "an op's origin is broken"],
    says: [(view) => u32(record(view, 0) + 28, 0x10000000)(view), "an op's error texts are broken"],
    'undo range': [(view) => u32(record(view, 0) + 36, 2)(view), "an op's undo is broken"],
    'undo of the plan': [(view) => u32(record(view, 0) + 32, 0)(view), "an op's undo is broken"],
    'undo of an undo': [(view) => u32(record(view, 2) + 36, 1)(view), "an op's undo is broken"],
    'text without end': [(view) => u32(field(view, 0, 1) + 4, 2)(view), "an op's field is broken"],
    'unknown slot': [
      (view) => view.setUint8(view.getUint32(field(view, 0, 0), true) + 7, 6),
      "an op's field is broken",
    ],
    'slot cut off': [(view) => u32(field(view, 0, 0) + 4, 7)(view), "an op's field is broken"],
    enum: [(view) => u32(field(view, 0, 2), 2)(view), "an op's field is broken"],
    'absent but there': [(view) => u32(field(view, 1, 2), 8)(view), "an op's field is broken"],
    'table alignment': [
      (view) => u32(field(view, 1, 1), view.getUint32(field(view, 1, 1), true) + 4)(view),
      "an op's field is broken",
    ],
    'table length': [(view) => u32(field(view, 1, 1) + 4, 0x20000000)(view), "an op's field is broken"],
    'container before init': [
      (view) => view.setUint8(record(view, 1) + 2, 2),
      'it uses the container track before it starts',
    ],
    'setup before it starts': [
      (view) => view.setUint8(record(view, 1) + 2, 1),
      'it uses the setup track before it starts',
    ],
    'undo clones': [
      (view) => {
        view.setUint16(record(view, 2), encoders.get('cloneSetup')?.code ?? 0, true);
        u32(record(view, 2) + 4, 0)(view);
      },
      'an undo op starts a process',
    ],
  };
  const found = Object.fromEntries(Object.entries(cases).map(([name, [change]]) => [name, refusal(change)]));
  t.strictSame(found, Object.fromEntries(Object.entries(cases).map(([name, [, text]]) => [name, text])));
  t.end();
});

t.test('a program that is cut off is refused', (t) => {
  const whole = encode(planOf(ops));
  for (const length of [0, 1, 63, 64, whole.length - 1]) {
    const { status, stderr } = runPlan([], { program: whole.slice(0, length) });
    t.equal(status, 1);
    t.match(
      stderr,
      /^runts: cannot read the program: it (is too short or too long|has another length than it says)\n$/,
    );
  }
  t.end();
});
