/** A plugin is a function from stages to stages: what it adds is in the plan, and nothing else happens. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { compose, encode, insertAfter, type Plugin, plan, type Stage, stories } from '../runtime/index.ts';
import { memoryHost } from './memory-host.ts';
import { decode } from './plan/decode.ts';
import { request } from './stages/request.ts';

const config = JSON.stringify({
  ociVersion: '1.3.0',
  root: { path: 'rootfs' },
  process: { args: ['/bin/true'], cwd: '/' },
  mounts: [{ destination: '/proc', type: 'proc', source: 'proc' }],
  linux: { namespaces: [{ type: 'mount' }, { type: 'pid' }] },
});
const host = () =>
  memoryHost({
    files: {
      '/bundle/config.json': config,
      '/proc/self/mountinfo': '',
      '/proc/self/cgroup': '',
      '/proc/self/uid_map': '         0          0 4294967295\n',
      '/proc/sys/kernel/cap_last_cap': '40\n',
      '/proc/sys/kernel/random/boot_id': '7d5a1a0e-0000-4000-8000-000000000000\n',
    },
  });
const argv = ['create', '--bundle', '/bundle', 'box'];

// The three lines of a plugin.
const scratch: Stage = {
  name: 'scratch',
  config: [],
  plan: () => [{ op: 'mkdirBeneath', in: 'container', target: '/scratch', mode: 0o1777, origin: '' }],
};
const plugin: Plugin = (stages) => insertAfter(stages, 'mounts', scratch);

t.test('a plugin of three lines adds its op behind the stage it names', (t) => {
  const { ops } = decode(plan(argv, host(), [plugin]));
  const at = ops.findIndex(({ stage }) => stage === 'scratch');
  t.strictSame(ops[at], {
    op: 'mkdirBeneath',
    in: 'container',
    target: '/scratch',
    mode: 0o1777,
    origin: '',
    stage: 'scratch',
    action: 'make directory "/scratch" in the container',
  });
  t.equal(ops[at - 1]?.stage, 'mounts');
  const without = decode(plan(argv, host())).ops;
  t.strictSame([...ops.slice(0, at), ...ops.slice(at + 1)], without, 'and changes nothing else');
  t.end();
});

t.test('plugins follow each other, each on what the one before returned', (t) => {
  const second: Plugin = (stages) => insertAfter(stages, 'scratch', { ...scratch, name: 'second' });
  const names = decode(plan(argv, host(), [plugin, second])).ops.map(({ stage }) => stage);
  t.equal(names.indexOf('second'), names.indexOf('scratch') + 1);
  t.end();
});

t.test('a plugin serves run too, and is not asked by other commands', (t) => {
  const run = decode(plan(['run', '-b', '/bundle', 'box'], host(), [plugin])).ops;
  t.ok(run.some(({ stage }) => stage === 'scratch'));
  const broken: Plugin = () => {
    throw new Error('asked');
  };
  t.doesNotThrow(() => plan(['list'], host(), [broken]));
  t.end();
});

t.test('a plugin that breaks the language ends in a program that says which stage it was', (t) => {
  const wrong: Plugin = (stages) =>
    insertAfter(stages, 'mounts', {
      ...scratch,
      plan: () => [{ op: 'mkdirBeneath', in: 'container', target: '/a\0b', mode: 0, origin: '' }],
    });
  const asked = host();
  t.match(decode(plan(argv, asked, [wrong])).ops, [
    { op: 'fail', text: 'stage scratch, op mkdirBeneath: target contains a NUL byte' },
  ]);
  t.strictSame(asked.locks, [], 'and nothing is left of it');
  t.end();
});

/** What a plugin in plain JavaScript may do instead of what its type says. */
const adding =
  (plan: () => unknown): Plugin =>
  (stages) =>
    insertAfter(stages, 'mounts', { ...scratch, plan: plan as Stage['plan'] });
const umask = { op: 'umask', in: 'container', mask: 0o22, origin: '' };
const write = { op: 'write', in: 'runtime', path: '/a', data: 'b', ifMissing: 'fail', origin: '' };
const misbehaved: Readonly<Record<string, readonly [Plugin, string]>> = {
  throws: [
    () => {
      throw new TypeError('oh');
    },
    'a plugin: it threw TypeError: oh',
  ],
  'returns nothing': [() => undefined as never, 'a plugin: it returned no list of stages'],
  'returns other things': [() => [7] as never, 'a plugin: it returned no list of stages'],
  'changes the story itself': [
    (stages) => {
      (stages as Stage[]).push(scratch);
      return stages;
    },
    'a plugin: it threw TypeError: Cannot add property',
  ],
  'has a stage that throws': [
    adding(() => {
      throw 'oh';
    }),
    'stage scratch: it threw oh',
  ],
  'has a stage of no ops': [adding(() => 7), 'stage scratch: it returned no list of operations'],
  'has an op that is none': [adding(() => [null]), 'stage scratch: an operation is not an object'],
  'has an unknown op': [adding(() => [{ op: 'toString' }]), 'stage scratch: there is no op "toString"'],
  'has an unknown track': [
    adding(() => [{ ...umask, in: 'x' }]),
    'stage scratch: op umask: there is no track "x"',
  ],
  'lacks a field': [
    adding(() => [{ ...umask, mask: undefined }]),
    'stage scratch: op umask: mask is missing',
  ],
  'has a field of another type': [adding(() => [{ ...umask, mask: '7' }]), 'op umask: mask is not a number'],
  'has a field that is none': [adding(() => [{ ...umask, masc: 7 }]), 'op umask: it has no field "masc"'],
  'has no origin': [adding(() => [{ ...umask, origin: undefined }]), 'op umask: origin is not a string'],
  'has a text of strange parts': [adding(() => [{ ...write, data: [7] }]), 'data is not a string or a list'],
  'has a name for a number': [
    adding(() => [{ ...write, ifMissing: 1 }]),
    'op write: ifMissing is not a name',
  ],
  'has an error text of no errno': [
    adding(() => [{ ...write, says: { EFOO: '' } }]),
    'says is not an object',
  ],
  'has an undo of no list': [adding(() => [{ ...write, undo: {} }]), 'undo is not a list of operations'],
  'has an undo that is no op': [adding(() => [{ ...write, undo: [{}] }]), 'undo: there is no op "undefined"'],
  'uses what nothing names': [
    adding(() => [{ op: 'rootfs', in: 'container', from: 'x', origin: '' }]),
    'stage scratch, op rootfs: from "x" is used before an op names it',
  ],
};
for (const [what, [wrong, text]] of Object.entries(misbehaved)) {
  t.test(`a plugin that ${what} is refused`, (t) => {
    const [op, ...rest] = decode(plan(argv, host(), [wrong])).ops;
    t.match(op, { op: 'fail', text });
    t.strictSame(rest, []);
    t.end();
  });
}

t.test('a plugin may refuse a config, and the refusal says whose it is and where it stands', (t) => {
  const picky: Plugin = (stages, { insertBefore, refuse }) =>
    insertBefore(stages, 'mounts', { ...scratch, plan: () => refuse('/mounts/0', 'is not to our taste') });
  t.match(decode(plan(argv, host(), [picky])).ops, [
    { op: 'fail', text: /^\/bundle\/config.json:1:\d+: \/mounts\/0: is not to our taste \(stage scratch\)$/ },
  ]);
  t.end();
});

t.test('the same stages make a plan without a command line', (t) => {
  const options = { preserveFds: 0, debug: false, log: undefined };
  const { ops } = compose(insertAfter(stories.create, 'mounts', scratch), request(), options);
  t.ok(ops.some(({ stage }) => stage === 'scratch'));
  t.ok(encode({ command: 'create', id: 'box', options, ops }).length > 0);
  t.end();
});

const source = `
import { insertAfter, namespace, type Op, type Plugin, refuse, type Request, type Stage } from 'runts';

const scratch: Stage = {
  name: 'scratch',
  config: [],
  plan({ spec, facts, options }: Request): readonly Op[] {
    if (namespace(spec, 'mount') === undefined) refuse('/linux/namespaces', 'lacks a mount namespace');
    if (facts.uid !== 0 || options.noPivot) return [];
    return [{ op: 'mkdirBeneath', in: 'container', target: '/scratch', mode: 0o1777, origin: '' }];
  },
};
export const plugin: Plugin = (stages) => insertAfter(stages, 'mounts', scratch);
`;

t.test("the package's types are all that a plugin's author needs", (t) => {
  const project = fileURLToPath(new URL('..', import.meta.url));
  const author = mkdtempSync(join(tmpdir(), 'runts-plugin-'));
  t.teardown(() => rmSync(author, { recursive: true }));
  mkdirSync(join(author, 'node_modules'));
  symlinkSync(project, join(author, 'node_modules/runts'));
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    module: 'nodenext',
    target: 'es2022',
    lib: ['es2022'],
    types: [],
    noEmit: true,
  };
  const compile = (text: string) => {
    writeFileSync(join(author, 'plugin.ts'), text);
    return spawnSync(join(project, 'node_modules/.bin/tsc'), ['-p', author], { encoding: 'utf8' }).stdout;
  };
  writeFileSync(join(author, 'package.json'), '{"type":"module"}');
  writeFileSync(join(author, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['plugin.ts'] }));
  t.equal(compile(source), '');
  t.match(compile(source.replace("target: '/scratch'", 'target: 7')), /error TS2322/);
  t.end();
});
