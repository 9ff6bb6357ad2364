/** Root's configuration of plugins: what it is read from, whom it is believed, and that nothing is planned without it. */
import t from 'tap';
import type { Host } from '../../runtime/host/host.ts';
import { makeRealm } from '../../runtime/host/realm.ts';
import { plan } from '../../runtime/planner.ts';
import { type Memory, memoryHost } from '../memory-host.ts';
import { decode } from '../plan/decode.ts';

const evaluate: NonNullable<Host['evaluate']> = (text, file) => makeRealm()(text, file);
const configuration = '/etc/runts/plugins.json';
const module = '/opt/plugins/scratch.cjs';
const scratch = `module.exports = (stages, { insertAfter }) => insertAfter(stages, 'mounts', {
  name: 'scratch',
  config: [],
  plan: () => [{ op: 'mkdirBeneath', in: 'container', target: '/scratch', mode: 0o755, origin: '' }],
});`;
const bundle = {
  '/bundle/config.json': JSON.stringify({
    ociVersion: '1.3.0',
    root: { path: 'rootfs' },
    process: { args: ['/bin/true'], cwd: '/' },
    linux: { namespaces: [{ type: 'mount' }] },
  }),
  '/proc/self/mountinfo': '',
  '/proc/self/cgroup': '',
  '/proc/self/uid_map': '         0          0 4294967295\n',
  '/proc/sys/kernel/cap_last_cap': '40\n',
  '/proc/sys/kernel/random/boot_id': '7d5a1a0e-0000-4000-8000-000000000000\n',
};
const configured = (text: string, plugin = scratch, more: Memory = {}): Memory => ({
  evaluate,
  ...more,
  files: { ...bundle, [configuration]: text, [module]: plugin, ...more.files },
});
const good = JSON.stringify({ plugins: [module] });

const create = ['create', '--bundle', '/bundle', 'box'];
const programs = {
  create,
  run: ['run', '--bundle', '/bundle', 'box'],
  explain: ['explain', '/bundle'],
};
const opsOf = (argv: readonly string[], memory: Memory) => decode(plan(argv, memoryHost(memory))).ops;
const refusal = (argv: readonly string[], memory: Memory) => {
  const [op] = opsOf(argv, memory);
  return op?.op === 'fail' ? op.text : undefined;
};

t.test('a configured plugin is in the plans of create, run and explain', (t) => {
  for (const argv of [programs.create, programs.run])
    t.ok(opsOf(argv, configured(good)).some(({ target }) => target === '/scratch'));
  t.match(opsOf(programs.explain, configured(good))[0]?.text, /scratch +mkdirBeneath/);
  const started = opsOf(['explain', '--command', 'start', '/bundle'], configured('{'));
  t.match(started[0]?.text, /startInit/, 'but not of start, which no plugin changes');
  t.end();
});

t.test('its ops say whose they are', (t) => {
  const op = opsOf(create, configured(good)).find(({ target }) => target === '/scratch');
  t.equal(op?.stage, `scratch of plugin "${module}"`);
  t.end();
});

t.test('without a configuration, create, run and explain ask once, other commands never', (t) => {
  const asked = (argv: readonly string[]) => {
    const calls: string[] = [];
    const host = new Proxy(memoryHost({ files: bundle }), {
      get: (target, name: keyof Host) => {
        const value = target[name];
        if (typeof value !== 'function') return value;
        return (...args: readonly unknown[]) => {
          if (String(args[0]).startsWith('/etc')) calls.push(`${name} ${args[0]}`);
          return (value as (...args: readonly unknown[]) => unknown)(...args);
        };
      },
    });
    plan(argv, host);
    return calls;
  };
  for (const argv of Object.values(programs)) t.strictSame(asked(argv), [`readlink ${configuration}`]);
  for (const argv of [['state', 'a'], ['kill', 'a'], ['delete', '--force', 'a'], ['start', 'a'], ['list']])
    t.strictSame(asked(argv), [], String(argv[0]));
  t.end();
});

t.test('a broken plugin prevents no kill, no delete, no list', (t) => {
  const broken = configured(good, '}{');
  t.match(refusal(create, broken), /SyntaxError/);
  for (const argv of [
    ['state', 'a'],
    ['kill', 'a'],
    ['start', 'a'],
  ])
    t.equal(refusal(argv, broken), 'container "a": container does not exist', String(argv[0]));
  t.equal(refusal(['delete', '--force', 'a'], broken), undefined);
  t.equal(refusal(['list'], broken), undefined);
  t.end();
});

t.test('a list of no plugins is no plugin', (t) => {
  const without = opsOf(create, { files: bundle });
  t.strictSame(opsOf(create, configured('{"plugins":[]}')), without);
  t.end();
});

t.test('where the host has no parser the program is empty', (t) => {
  const { evaluate: _, ...memory } = configured(good);
  const host = memoryHost(memory);
  t.equal(plan(create, host).length, 0);
  t.strictSame(host.locks, [], 'and nothing is made');
  t.end();
});

t.test('under --debug it is said that plugins were evaluated', (t) => {
  const said = opsOf(['--debug', ...create], configured(good)).filter(({ op }) => op === 'log');
  t.match(said, [{ level: 'warning', text: /are not baked into this launcher/ }]);
  t.strictSame(
    opsOf(['--debug', ...create], { files: bundle }).filter(({ op }) => op === 'log'),
    [],
  );
  t.end();
});

const malformed: Readonly<Record<string, string>> = {
  '{': 'ERR',
  '[]': 'must be an object, found an array',
  '{"plugin":[]}': 'the required property "plugins" is missing; the nearest found is "plugin"',
  '{"plugins":"/x"}': '/plugins: must be an array, found "/x"',
  '{"plugins":[7]}': '/plugins/0: must be a string, found 7',
  '{"plugins":["x.cjs"]}': '/plugins/0: must be an absolute path, found "x.cjs"',
  '{"plugins":[],"plugni":[]}': 'the property "plugni" is not known',
};
for (const [text, error] of Object.entries(malformed)) {
  t.test(`the configuration ${text} is refused`, (t) => {
    const said = String(refusal(create, configured(text)));
    t.ok(said.startsWith(`${configuration}:1:`), said);
    if (error !== 'ERR') t.ok(said.endsWith(error), said);
    t.end();
  });
}

const others: Readonly<Record<string, readonly [file: string, path: string]>> = {
  'the configuration': [configuration, configuration],
  'the directory of the configuration': [configuration, '/etc/runts'],
  '/': [configuration, '/'],
  'a module': [module, module],
  'a directory above a module': [module, '/opt'],
};
for (const [what, [file, path]] of Object.entries(others)) {
  t.test(`${what} is believed only where nobody but root can write it`, (t) => {
    const with_ = (stat: object) => configured(good, scratch, { stats: { [path]: stat } });
    const error = (text: string) => `cannot plan with root's plugins: "${file}": EPERM: "${path}" ${text}`;
    t.equal(refusal(create, with_({ uid: 1000 })), error('belongs to user 1000, not to root'));
    t.equal(refusal(create, with_({ uid: 65534 })), error('belongs to user 65534, not to root'));
    for (const mode of [0o775, 0o757, 0o1777])
      t.equal(refusal(create, with_({ mode })), error('can be written by others than root (chmod go-w)'));
    t.equal(refusal(create, with_({ gid: 50, mode: 0o755 })), undefined);
    t.end();
  });
}

t.test('in a user namespace, where nobody is root, the host has to be believed', (t) => {
  const files = {
    '/proc/self/uid_map': '         0       1000          1\n',
    '/proc/self/setgroups': 'allow\n',
  };
  const nobody = { uid: 65534 };
  const seen = (uid: object) =>
    configured(good, scratch, { files, stats: { '/': nobody, '/etc': nobody, '/opt': uid } });
  t.equal(refusal(create, seen(nobody)), undefined);
  t.match(refusal(create, seen({ uid: 1000 })), /"\/opt" belongs to user 1000, not to root$/);
  t.end();
});

const modules: Readonly<Record<string, readonly [text: string, error: string | RegExp]>> = {
  'is no JavaScript': ['}{', /"\/opt\/plugins\/scratch.cjs": SyntaxError: /],
  throws: ['throw new RangeError("no")', /scratch.cjs": RangeError: no$/],
  'throws what is no error': ['throw null', /scratch.cjs": null$/],
  'exports no function': [
    'module.exports = { plugin() {} }',
    /scratch.cjs": its module.exports is no function$/,
  ],
  'requires a module': ['require("fs")', /scratch.cjs": ReferenceError: require is not defined$/],
  'reaches for Node': ['process.exit()', /scratch.cjs": ReferenceError: process is not defined$/],
  evaluates: ['eval("1")', /scratch.cjs": EvalError: /],
};
for (const [what, [text, error]] of Object.entries(modules)) {
  t.test(`a plugin that ${what} is refused by its name`, (t) => {
    t.match(refusal(create, configured(good, text)), error);
    t.end();
  });
}

t.test('a plugin that is missing is refused by its name', (t) => {
  t.equal(
    refusal(create, configured('{"plugins":["/opt/gone.cjs"]}')),
    `cannot plan with root's plugins: "/opt/gone.cjs": ENOENT: no such file or directory`,
  );
  t.end();
});

t.test('plugin build compiles what is configured, and bakes it into a launcher', (t) => {
  const argv = ['plugin', 'build', '--output', 'mine'];
  const common = { in: 'runtime', origin: '', stage: 'plugin' };
  const heap = '/home/mine.build/heap';
  t.match(opsOf(argv, configured(good)), [
    { op: 'mkdir', path: '/home/mine.build', mode: 0o700, undo: [{ op: 'removeTree' }], ...common },
    { op: 'spawn', path: '/dist/compile', args: ['compile', '/dist/planner.cjs', module, heap], ...common },
    { op: 'spawn', path: '/dist/runts', args: ['runts', '--bake', heap, '/home/mine', '/dist'], ...common },
    { op: 'removeTree', path: '/home/mine.build', ...common },
  ]);
  t.equal(refusal(['plugin', 'build'], configured(good)), '"plugin build" needs --output FILE');
  t.equal(refusal(argv, { files: bundle }), `"${configuration}" names no plugin`);
  t.match(refusal(argv, configured(good, scratch, { stats: { '/opt': { mode: 0o777 } } })), /EPERM/);
  t.end();
});
