import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import t, { type Test } from 'tap';
// @ts-expect-error: a build script has no types.
import { lowering } from '../../scripts/lower.mjs';

/** What `result` is in a module of this text, and the text it was lowered to. */
async function lowered(t: Test, text: string): Promise<{ result: unknown; text: string }> {
  const directory = t.testdir({
    'tsconfig.json': JSON.stringify({
      compilerOptions: { target: 'ES2022', lib: ['ES2022'], strict: true, types: [] },
      include: ['*.ts'],
    }),
    'source.ts': text,
  });
  const outfile = join(directory, 'out.cjs');
  const { outputFiles } = await build({
    entryPoints: [join(directory, 'source.ts')],
    bundle: true,
    platform: 'neutral',
    format: 'cjs',
    outfile,
    write: false,
    plugins: [lowering(join(directory, 'tsconfig.json'))],
  });
  const module = { exports: {} as { result?: unknown } };
  const code = outputFiles[0]?.text ?? '';
  new Function('module', 'exports', 'require', code)(module, module.exports, createRequire(outfile));
  return { result: module.exports.result, text: code };
}

const cases: Readonly<Record<string, readonly [text: string, result: unknown]>> = {
  'a loop over an array has an element a turn, for closures too': [
    `const all: (() => number)[] = [];
     for (const each of [1, 2, 3]) all.push(() => each);
     export const result = all.map((each) => each());`,
    [1, 2, 3],
  ],
  'continue, break and labels mean the same loops': [
    `export const result: string[] = [];
     outer: for (const a of ['a', 'b', 'c', 'd']) {
       for (const b of [1, 2, 3]) {
         if (b === 2) continue;
         if (a === 'b') continue outer;
         if (a === 'd') break outer;
         result.push(a + b);
       }
     }`,
    ['a1', 'a3', 'c1', 'c3'],
  ],
  'what is pushed during a loop has its turn; the array is evaluated once': [
    `let evaluated = 0;
     const queue = [3];
     const seen: number[] = [];
     for (const each of (evaluated++, queue)) { seen.push(each); if (each > 0) queue.push(each - 1); }
     export const result = [evaluated, ...seen];`,
    [1, 3, 2, 1, 0],
  ],
  'let may be assigned in the body, and a body may declare the names of the loop around it': [
    `export const result: number[] = [];
     for (let each of [1, 2]) { each *= 10; { const each = 7; result.push(each); } result.push(each); }`,
    [7, 10, 7, 20],
  ],
  'patterns take elements, defaults, omissions and patterns within': [
    `const pairs: [string, { n: number }, string?][] = [['a', { n: 1 }], ['b', { n: 2 }, 'x']];
     const take = ([name, { n }, more = 'none']: [string, { n: number }, string?]) => [name, n, more];
     const [, [second]] = pairs as [unknown, [string]];
     export const result: unknown[] = [...pairs.map(take), second];
     for (const [name, { n }] of pairs) result.push(name + n);`,
    [['a', 1, 'none'], ['b', 2, 'x'], 'b', 'a1', 'b2'],
  ],
  'functions, methods and arrows take their parameters apart in their bodies': [
    `function declared({ a }: { a: number }, [b]: [number], c = 3) { return a + b + c; }
     const object = { method({ a = 1 }: { a?: number } = {}) { return a; } };
     const arrow = ({ a: { b } }: { a: { b: string } }) => b;
     export const result = [declared({ a: 1 }, [2]), object.method(), object.method({ a: 5 }), arrow({ a: { b: 'b' } })];`,
    [6, 1, 5, 'b'],
  ],
  'a parameter that is made of a pattern before it finds its names': [
    'const f = ({ a }: { a: number }, b = a + 1) => [a, b]; export const result = f({ a: 1 });',
    [1, 2],
  ],
  'what is taken apart is evaluated once, and its defaults only where they are needed': [
    `let calls = 0;
     const make = () => { calls++; return { a: 1, b: undefined as number | undefined }; };
     const never = (): number => { throw new Error('not needed'); };
     const { a = never(), b = 2 } = make();
     export const result = [a, b, calls];`,
    [1, 2, 1],
  ],
  'a rest still is what is left': [
    'const [first, ...rest] = [1, 2, 3]; export const result = [first, rest];',
    [1, [2, 3]],
  ],
  'spreads of arrays join them, and take an array among the elements as one': [
    `const a = [1, 2];
     export const result = [0, ...a, [3], ...[[4]], ...(a.length > 9 ? [] : [5] as const)];`,
    [0, 1, 2, [3], [4], 5],
  ],
  'strings, sets and maps keep their own iterators': [
    `export const result: unknown[] = [...'a😀', ...new Set([1, 1])];
     for (const [key, value] of new Map([['k', 'v']])) result.push(key, value);
     for (const character of 'é😀') result.push(character);`,
    ['a', '😀', 1, 'k', 'v', 'é', '😀'],
  ],
};

for (const [name, [text, result]] of Object.entries(cases)) {
  t.test(name, async (t) => t.strictSame((await lowered(t, text)).result, result));
}

t.test('a regular expression is made once, but for one that remembers where it was', async (t) => {
  const source = `const words = (text: string) => text.split(/ +/).map((word) => word.replace(/[aeiou]/g, (letter) => letter.toUpperCase()));
    const starts = (text: string) => { const at = /b/g; return [at.test(text), at.test(text)]; };
    export const result = [words('ab  cd'), words('ef'), starts('b'), starts('b')];`;
  const { result, text } = await lowered(t, source);
  t.strictSame(result, [['Ab', 'cd'], ['Ef'], [true, false], [true, false]]);
  t.match(text, '= / +/');
  t.match(text, '= /[aeiou]/g');
  t.match(text, 'const at = /b/g');
});

t.test('no iterator is left where arrays are known, and all where they are not', async (t) => {
  const arrays = `const a: readonly number[] = [1];
    for (const each of a) [...a, each];
    export const result = (([first]: [number]) => first)([1]);`;
  t.notMatch((await lowered(t, arrays)).text, /each of|\.\.\.|\[first\]/);
  const others =
    'const s: Iterable<number> = []; for (const each of s) [...s, each]; export const result = 0;';
  const { text } = await lowered(t, others);
  t.match(text, 'of s)');
  t.match(text, '...s');
});
