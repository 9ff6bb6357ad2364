/**
 * Plugins of root's configuration in both hosts: what Node evaluates and what is baked into a launcher make the same
 * program, and where neither can, nothing is planned.
 */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { type Configured, plugins, runThere, skip } from './root-configuration.ts';
import { buildXs } from './xs.ts';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const runts = at('dist/runts');
const hello = at('bundles/hello');
const directory = mkdtempSync(join(tmpdir(), 'runts-plugins-'));
t.teardown(() => rmSync(directory, { recursive: true }));
const root = join(directory, 'root');

const naming = (name: string) => `module.exports = (stages, { insertAfter }) =>
  insertAfter(stages, 'hostname', {
    name: 'naming',
    config: [],
    plan: ({ spec }) => [{ op: 'sethostname', in: 'container', name: ${JSON.stringify(name)}, origin: '' }],
  });
`;
const plugged = plugins({ 'naming.cjs': naming('plugged 😀 ü') });
const run = (file: string) => [file, '--root', root, 'run', '--bundle', hello, 'box'];
/** The second line that bundles/hello prints. */
const hostname = ({ stdout }: { readonly stdout: string }) => stdout.split('\n')[1];
/** Node cannot be executed. */
const nodeless = (configured: Configured): Configured => ({
  ...configured,
  before: `mount --bind /dev/null ${process.execPath}`,
});
const evaluated = /the plugins of \/etc\/runts\/plugins.json are not baked into this launcher/;

t.test('one plugin, two hosts, one program', { skip }, (t) => {
  const xs = buildXs();
  t.teardown(() => xs.remove());
  const dist = join(xs.directory, 'dist');
  for (const file of ['start.cjs', 'planner.cjs', 'planner.cache', 'runts.node'])
    copyFileSync(at(`dist/${file}`), join(dist, file));
  const [launcher, baked, heap] = [join(dist, 'runts'), join(dist, 'baked'), join(dist, 'heap')];
  const files = '/etc/runts/naming.cjs /etc/runts/other.cjs';
  const other = 'module.exports = (all) => all';
  const two = plugins({ 'naming.cjs': naming('plugged 😀 ü'), 'other.cjs': other });
  const script = `${dist}/compile ${dist}/planner.cjs ${files} ${heap}; ${launcher} --bake ${heap} ${baked}`;
  t.match(runThere(two, '/bin/sh', '-c', script), { status: 0, stdout: '', stderr: '' });

  const program = (file: string, configured: Configured, command: string, ...options: string[]) => {
    const argv = ['--root', root, ...options, command, '--bundle', hello, 'box'];
    const { bytes } = runThere(configured, file, ...argv);
    // Taken with the lock.
    rmSync(root, { recursive: true, force: true });
    return bytes.toString('latin1').replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/g, 'T');
  };
  const utf8 = (text: string) => Buffer.from(text).toString('latin1');
  for (const command of ['create', 'run']) {
    const inNode = program(launcher, two, command);
    t.match(inNode, utf8('set hostname "plugged 😀 ü"'), command);
    t.ok(program(baked, two, command) === inNode, 'byte for byte');
    t.ok(program(baked, nodeless(two), command) === inNode, 'without Node');
  }
  t.match(program(launcher, two, 'run', '--debug'), evaluated);
  t.notMatch(program(baked, two, 'run', '--debug'), evaluated);

  const changed: Readonly<Record<string, Configured>> = {
    'a changed module': plugins({ 'naming.cjs': naming('anew'), 'other.cjs': other }),
    'another order': plugins({ 'other.cjs': other, 'naming.cjs': naming('anew') }),
    'a plugin less': plugins({ 'naming.cjs': naming('anew') }),
  };
  for (const [what, configured] of Object.entries(changed)) {
    const said = program(baked, configured, 'run', '--debug');
    t.match(said, evaluated, `${what} is evaluated in Node`);
    t.match(said, 'set hostname "anew"');
    t.equal(program(baked, nodeless(configured), 'run'), '', 'and in nothing else');
  }
  const none: Configured = { files: {} };
  t.ok(
    program(baked, nodeless(none), 'run') === program(launcher, none, 'run'),
    'no configuration, no plugin',
  );
  t.end();
});

t.test('a plugin finds the same names in both hosts', { skip }, (t) => {
  const text = `module.exports = () => { throw Object.getOwnPropertyNames(globalThis).sort().join(' ') };`;
  const names = plugins({ 'names.cjs': text });
  const baked = join(directory, 'names');
  t.match(runThere(names, runts, 'plugin', 'build', '--output', baked), { status: 0, stderr: '' });
  const [inNode = '', inXs = ''] = [runts, baked].map((file) => {
    const { stderr } = runThere(names, file, 'explain', hello);
    return stderr.replace(/^runts: plugin "\/etc\/runts\/names.cjs": it threw /, '');
  });
  const has = inNode.trim().split(' ');
  t.strictSame(
    inXs
      .trim()
      .split(' ')
      .filter((name) => !has.includes(name)),
    [],
  );
  for (const name of ['console', 'process', 'require', 'host', 'planner']) t.notOk(has.includes(name), name);
  t.end();
});

t.test('a container has what a plugin adds', { skip }, (t) => {
  t.equal(hostname(runThere({ files: {} }, ...run(runts))), 'hostname hello');
  t.equal(hostname(runThere(plugged, ...run(runts))), 'hostname plugged 😀 ü', 'evaluated in Node');

  const baked = join(directory, 'baked');
  const built = runThere(nodeless(plugged), runts, 'plugin', 'build', '--output', baked);
  t.match(built, { status: 0, stdout: '', stderr: '' }, 'no Node is needed');
  t.equal(hostname(runThere(nodeless(plugged), ...run(baked))), 'hostname plugged 😀 ü', 'baked');
  t.notOk(existsSync(`${baked}.build`), 'nothing is left of the making');

  const changed = plugins({ 'naming.cjs': naming('anew') });
  t.equal(
    hostname(runThere(changed, ...run(baked))),
    'hostname anew',
    'stale: by Node, though it is elsewhere',
  );
  t.match(runThere(changed, baked, 'plugin', 'build', '--output', baked), { status: 0, stderr: '' });
  t.equal(hostname(runThere(nodeless(changed), ...run(baked))), 'hostname anew', 'made again by itself');
  t.end();
});

t.test('plugin build that fails leaves what was there', { skip }, (t) => {
  const output = join(directory, 'kept');
  copyFileSync('/bin/true', output);
  const broken = plugins({ 'broken.cjs': 'throw new Error("no")' });
  const { status, stderr } = runThere(broken, runts, 'plugin', 'build', '--output', output);
  t.equal(status, 1);
  t.match(stderr, /exit status 1: compile: "\/etc\/runts\/broken.cjs": Error: no/);
  t.same(readFileSync(output), readFileSync('/bin/true'));
  t.notOk(existsSync(`${output}.build`));
  t.end();
});

/** Each is refused by create, run and explain, and by nothing else. */
const broken: Readonly<Record<string, readonly [Configured, RegExp]>> = {
  'Node that cannot be executed': [
    nodeless(plugged),
    /^runts: cannot execute "\S+", which plans with root's plugins: EACCES: permission denied$/,
  ],
  'a module that is missing': [
    { files: { 'plugins.json': '{"plugins":["/etc/runts/gone.cjs"]}' } },
    /"\/etc\/runts\/gone.cjs": ENOENT: no such file or directory$/,
  ],
  'a configuration that is a symlink to nothing': [
    { files: {}, before: 'ln -s nothing /etc/runts/plugins.json' },
    /"\/etc\/runts\/plugins.json": ENOENT: no such file or directory$/,
  ],
  "a module that is somebody's": [
    { ...plugged, before: 'chown 1000 /etc/runts/naming.cjs' },
    /"\/etc\/runts\/naming.cjs" belongs to user 1000, not to root$/,
  ],
  "a module in somebody's directory": [
    {
      files: { 'plugins.json': '{"plugins":["/etc/theirs/naming.cjs"]}', 'naming.cjs': naming('theirs') },
      before: 'mkdir /etc/theirs; mv /etc/runts/naming.cjs /etc/theirs; chown 1000 /etc/theirs',
    },
    /"\/etc\/theirs" belongs to user 1000, not to root$/,
  ],
  "a module behind somebody's symlink into root's": [
    {
      files: { 'plugins.json': '{"plugins":["/etc/runts/link/x.cjs"]}', 'x.cjs': naming('x') },
      before: 'mkdir -m 777 /etc/theirs; mv /etc/runts/x.cjs /etc/theirs; ln -s /etc/theirs /etc/runts/link',
    },
    /"\/etc\/theirs" can be written by others than root/,
  ],
  'a module that is a FIFO': [
    { files: { 'plugins.json': '{"plugins":["/etc/runts/fifo"]}' }, before: 'mkfifo -m 644 /etc/runts/fifo' },
    /"\/etc\/runts\/fifo": EINVAL: a FIFO, not a regular file$/,
  ],
  'a module that throws': [
    plugins({ 'x.cjs': 'throw new Error("no")' }),
    /"\/etc\/runts\/x.cjs": Error: no$/,
  ],
  'a plugin that throws': [
    plugins({ 'x.cjs': 'module.exports = () => { throw new Error("no") }' }),
    /^runts: plugin "\/etc\/runts\/x.cjs": it threw Error: no$/,
  ],
  'an op that is none': [
    plugins({ 'x.cjs': naming('x').replace('sethostname', 'setHostname') }),
    /^runts: stage naming of plugin "\/etc\/runts\/x.cjs": there is no op "setHostname"$/,
  ],
};
for (const [what, [configured, text]] of Object.entries(broken)) {
  t.test(`${what} is refused, and stops no container from ending`, { skip }, (t) => {
    const log = join(directory, 'log');
    rmSync(log, { force: true });
    const none = join(directory, 'none');
    const options = ['--root', none, '--log', log, '--log-format', 'json'];
    const there = (...argv: readonly string[]) => runThere(configured, runts, ...options, ...argv);
    for (const argv of [
      ['create', '--bundle', hello, 'box'],
      ['run', '--bundle', hello, 'box'],
      ['explain', hello],
    ]) {
      const { status, stdout, stderr } = there(...argv);
      t.strictSame({ status, stdout }, { status: 1, stdout: '' });
      t.match(stderr.trimEnd(), text, argv[0] ?? '');
    }
    const logged = readFileSync(log, 'utf8').trimEnd().split('\n');
    t.equal(logged.length, 3, 'each is in the log');
    for (const line of logged) t.match(`runts: ${JSON.parse(line).msg}`, text);
    t.notOk(existsSync(none), 'nothing was made');

    t.match(there('state', 'box').stderr, /container does not exist/);
    t.match(there('kill', 'box').stderr, /container does not exist/);
    t.match(there('delete', '--force', 'box'), { status: 0, stderr: '' });
    t.match(there('--version'), { status: 0, stderr: '' });
    t.end();
  });
}

t.test(
  'a container that exists can be seen, started, signalled and deleted whatever its plugins are by then',
  { skip },
  (t) => {
    const there = (configured: Configured, ...argv: readonly string[]) =>
      runThere(configured, runts, '--root', root, ...argv);
    // The waiting init keeps what it is given.
    const silent = ['sh', '-c', 'exec "$@" </dev/null >/dev/null 2>&1', 'sh', runts, '--root', root];
    const created = () => runThere(plugged, ...silent, 'create', '--bundle', hello, 'box').status === 0;
    t.ok(created());
    t.match(JSON.parse(there(nodeless(plugged), 'state', 'box').stdout), { status: 'created' });
    const throwing = plugins({ 'x.cjs': 'throw 7' });
    t.match(there(throwing, 'start', 'box'), { status: 0, stderr: '' });
    t.match(there(throwing, 'create', '--bundle', hello, 'other'), { status: 1 });
    t.match(there(throwing, 'delete', '--force', 'box'), { status: 0, stderr: '' });
    t.ok(created());
    t.match(there(throwing, 'kill', 'box', 'KILL'), { status: 0, stderr: '' });
    t.match(there(throwing, 'delete', '--force', 'box'), { status: 0, stderr: '' });
    t.end();
  },
);

t.test("an ordinary user has root's plugins too", { skip }, (t) => {
  const user = ['setpriv', '--reuid', '1000', '--regid', '1000', '--clear-groups'];
  // The project may lie where only its owner comes.
  const reach = `mkdir /etc/dist /etc/hello; mount --bind ${at('dist')} /etc/dist; mount --bind ${hello} /etc/hello`;
  const explain = ['/etc/dist/runts', 'explain', '/etc/hello'];
  const there = (before: string, as: readonly string[]) =>
    runThere({ ...plugged, before: `${reach}; ${before}` }, ...as, ...explain);
  for (const as of [user, [...user, 'unshare', '--user'], [...user, 'unshare', '--map-root-user']]) {
    t.match(there(':', as).stdout, /set hostname "plugged/, as.join(' '));
  }
  t.match(there('chown 1000 /etc/runts/naming.cjs', user).stderr, /belongs to user 1000/);
  t.match(there('chmod 700 /etc/runts', user).stderr, /EACCES/);
  t.end();
});
