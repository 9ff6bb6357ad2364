/** What `Host` does with texts, in C where XS is the host: the same as in Node. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { writeTexts } from '../../runtime/host/write-texts.ts';
import { glance, may } from '../../runtime/spec/glance.ts';
import { buildXs } from './xs.ts';

/** In the planner's place: calls a method for each of the texts in a file. */
const standIn = `
exports.HostError = class extends Error {};
exports.bake = () => {};
const methods = {
  glance: (texts, host) => Uint8Array.from(texts, host.glance),
  writeTexts(texts, host) {
    const bytes = new Uint8Array(1 << 20);
    const end = host.writeTexts(texts.flatMap((text, i) => [2 * i, text]), bytes, 8 * texts.length);
    return bytes.subarray(0, Math.max(end, 0));
  },
  flatMap(texts) {
    const flat = texts.flatMap(function (text, i) { return i === 0 ? this.first : [text, [i]]; }, { first: 'x' });
    return Uint8Array.from(JSON.stringify(flat), (letter) => letter.charCodeAt(0));
  },
};
exports.plan = ([method, file], host) => {
  const answer = methods[method](JSON.parse(host.read(file)), host);
  // Behind a header that asks for nothing.
  const program = new Uint8Array(64 + answer.length);
  program.set(answer, 64);
  return program;
};`;

const planner = join(t.testdir(), 'planner.cjs');
writeFileSync(planner, standIn);
const xs = buildXs(planner);
t.teardown(xs.remove);

function inXs(method: 'glance' | 'writeTexts' | 'flatMap', texts: readonly string[]): Buffer {
  const file = join(xs.directory, 'texts.json');
  // With escapes for what is no UTF-8.
  writeFileSync(file, JSON.stringify(texts));
  return xs.plan([method, file], {}).program.subarray(64);
}

const glances: Readonly<Record<string, number>> = {
  '': 0,
  '{"a": [1, 2.5, true]}': 0,
  '"\\u0000"': may.escape,
  '"\\ud83d"': may.escape,
  '"\\uDC00"': may.escape,
  '"\\u00e9 \\ud7ff \\u"': 0,
  [']'.repeat(99)]: 0,
  [']'.repeat(100)]: may.depth,
  ['} ]\n'.repeat(50)]: may.depth,
  [`${'}'.repeat(60)},${'}'.repeat(60)}`]: 0,
  '123456789012345': 0,
  '1234567890123456': may.round,
  '0.12345678901234': may.round,
  '[1e3': may.round,
  ' -1.5E3': may.round,
  a1e3: 0,
  '"1e3"': 0,
  '[1 e3': 0,
  [',[{'.repeat(682)]: 0,
  [',[{'.repeat(683)]: may.many,
};

t.test('the glance sees what may need a closer look', (t) => {
  const texts = Object.keys(glances);
  t.strictSame(texts.map(glance), Object.values(glances));
  t.strictSame([...inXs('glance', texts)], Object.values(glances), 'in XS too');
  t.end();
});

const json = fc.oneof(
  fc.json(),
  fc.string(),
  fc
    .array(
      fc.constantFrom(...'0123456789.eE+-:,[]{} \n"\\u0d8aF', '\\u0000', '1234567', ']]]]]]]]]]', 'é', '😀'),
    )
    .map((pieces) => pieces.join('')),
);

t.test('property: both glances see the same', (t) => {
  const property = fc.property(fc.array(json, { maxLength: 200 }), (texts) => {
    t.strictSame([...inXs('glance', texts)], texts.map(glance));
  });
  fc.assert(property, { numRuns: 30 });
  t.end();
});

const units = fc.string({
  unit: fc.integer({ min: 1, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
});

function inNode(texts: readonly string[]): Buffer {
  const bytes = new Uint8Array(1 << 20);
  const end = writeTexts(
    texts.flatMap((text, i) => [2 * i, text]),
    bytes,
    8 * texts.length,
  );
  return Buffer.from(bytes.subarray(0, Math.max(end, 0)));
}

t.test('texts lie in a program as Node would lay them', (t) => {
  const lists = [
    [],
    [''],
    ['b', 'a', '', 'b', '', 'ab'],
    ['a', 'b\0'],
    ['é', '😀', '\ud83d', '\ude00a', '\ud83d😀'],
  ];
  for (const texts of lists) t.strictSame(inXs('writeTexts', texts), inNode(texts), JSON.stringify(texts));
  t.end();
});

t.test('property: so do any texts', (t) => {
  const property = fc.property(fc.array(fc.oneof(units, fc.string()), { maxLength: 300 }), (texts) => {
    t.strictSame(inXs('writeTexts', texts), inNode(texts));
  });
  fc.assert(property, { numRuns: 30 });
  t.end();
});

t.test("flatMap, which is not XS's own, flattens one level and has the caller's this", (t) => {
  t.equal(inXs('flatMap', ['a', 'b', 'c']).toString(), '["x","b",[1],"c",[2]]');
  t.end();
});
