/** The npm package: what is in it, and that it works where it is installed, without and with a compiler. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { plugins, runThere, skip as withoutRoot } from '../engine/root-configuration.ts';

// The machine builds the native parts once, without the help of what is built already.
t.setTimeout(300_000);

const project = fileURLToPath(new URL('../..', import.meta.url));
const hello = join(project, 'bundles/hello');
const directory = mkdtempSync(join(tmpdir(), 'runts-package-'));
t.teardown(() => rmSync(directory, { recursive: true }));
const at = (...names: readonly string[]) => join(directory, ...names);

/** Where the commands are that npm needs, and nothing else. */
const bare = at('bare');
mkdirSync(bare);
for (const name of ['npm', 'sh', 'env']) symlinkSync(which(name), join(bare, name));
symlinkSync(process.execPath, join(bare, 'node'));

function which(name: string): string {
  const path = execFileSync('/bin/sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' });
  return realpathSync(path.trim());
}

/** Runs npm; without network, and with nothing cached. */
function npm(path: string, cwd: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(join(bare, 'npm'), args, {
    cwd,
    encoding: 'utf8',
    env: {
      PATH: path,
      HOME: directory,
      npm_config_cache: at('cache'),
      npm_config_offline: 'true',
      npm_config_update_notifier: 'false',
      // What is built here need not be fast, and takes half the time.
      CFLAGS: '-O0',
      CXXFLAGS: '-O0',
    },
  });
  // npm's own advice, the same for whatever package has a script.
  return { status, stdout, stderr: stderr.replace(/^npm warn install-scripts.*\n/gm, '') };
}

const packed = npm(bare, project, 'pack', '--json', '--pack-destination', directory);
const [{ filename, files }] = JSON.parse(packed.stdout);
const tarball = at(filename);
execFileSync('tar', ['-xzf', tarball, '-C', directory]);
const paths: readonly string[] = files.map(({ path }: { path: string }) => path).sort();

const prefix = at('prefix');
const installed = join(prefix, 'lib/node_modules/runts');
const runts = join(prefix, 'bin/runts');
const run = (command: string, ...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', cwd: directory, env: {} });
  return { status, stdout, stderr };
};

t.test('the package holds what it needs where it runs or is built, and nothing else', (t) => {
  const known = [
    /^(package\.json|README\.md|LICENSE|NOTICE|LICENSES\/[\w.-]+\.txt)$/,
    /^dist\/(runts|machine|compile|runts\.node|planner\.(cjs|cache)|start\.cjs|cli\.mjs)$/,
    /^dist\/([\w-]+\/)*[\w.-]+\.(js|d\.ts)$/,
    /^dist\/modules\/@agoric\/xsnap\/moddable\/xs\/(includes|platforms|sources)\/\w+\.[ch]$/,
    /^dist\/modules\/(node-addon-api|node-api-headers\/include)\/[\w.-]+\.h$/,
    /^native\/(Makefile|[a-z]+\/\w+(\.gen)?\.(c|cc|h|S|mk))$/,
    /^(docs\/(man\/)?\w+\.(md|8)|schema\/\w+\.json|scripts\/install\.mjs)$/,
  ];
  t.strictSame(
    paths.filter((path) => !known.some((form) => form.test(path))),
    [],
  );

  const module = (path: string) => path.replace(/(\.d)?\.[jt]s$/, '');
  const library = paths.filter((path) => !path.startsWith('dist/modules') && /\.[jt]s$/.test(path));
  const reached = [...imported('dist/index.js'), ...imported('dist/index.d.ts')];
  t.strictSame(new Set(library.map(module).sort()), new Set(reached.map(module).sort()));
  t.end();
});

/** The files that a module imports, and theirs, without what does not come from the package. */
function imported(from: string, found = new Set<string>()): Set<string> {
  found.add(from);
  for (const [, specifier = ''] of readFileSync(at('package', from), 'utf8').matchAll(
    / from ['"](\.[^'"]+)/g,
  )) {
    const target = join(dirname(from), specifier);
    const file = from.endsWith('.d.ts') ? target.replace(/\.[jt]s$/, '.d.ts') : target;
    if (!found.has(file)) imported(file, found);
  }
  return found;
}

t.test('no file of the package names a path of the machine that built it', (t) => {
  const naming = paths.filter((path) => readFileSync(at('package', path)).includes(project));
  t.strictSame(naming, []);
  t.end();
});

t.test('it installs without compiler and network, and npm says nothing of it', (t) => {
  const { status, stdout, stderr } = npm(bare, directory, 'install', '-g', '--prefix', prefix, tarball);
  t.match({ status, stdout, stderr }, { status: 0, stdout: /^\s*added 1 package in \S+\s*$/, stderr: '' });
  t.equal(realpathSync(runts), realpathSync(join(installed, 'dist/runts')));
  t.ok(lstatSync(join(prefix, 'share/man/man8/runts.8')).isSymbolicLink(), 'the man page is linked');
  t.notOk(existsSync(join(installed, 'node_modules')), 'it depends on nothing');
  t.end();
});

t.test('runts, called by the link that npm made, says what the one built here says', (t) => {
  const built = join(project, 'dist/runts');
  for (const args of [['--version'], ['explain', hello]]) {
    const said = run(runts, ...args);
    t.match(said, { status: 0, stderr: '' });
    t.strictSame(said, run(built, ...args));
  }
  t.end();
});

t.test('a container runs', { skip: withoutRoot }, (t) => {
  t.match(run(runts, '--root', at('root'), 'run', '--bundle', hello, 'box'), {
    status: 0,
    stdout: /^pid 1\nhostname hello\n/,
    stderr: '',
  });
  t.end();
});

t.test('it is a library, with types', (t) => {
  const app = at('app');
  mkdirSync(join(app, 'node_modules'), { recursive: true });
  symlinkSync(installed, join(app, 'node_modules/runts'));
  writeFileSync(
    join(app, 'app.mts'),
    `import { nodeHost, type Plugin, plan } from 'runts';
const none: Plugin = (stages) => stages;
const program: Uint8Array = plan(['--version'], nodeHost(), [none]);
if (!String.fromCharCode(...program).includes('runts version')) throw new Error('no program');
`,
  );
  // Of the language alone: the library's types need nothing of Node's.
  const options = ['--module', 'nodenext', '--target', 'es2022', '--lib', 'es2022', '--strict'];
  const tsc = join(project, 'node_modules/typescript/bin/tsc');
  t.strictSame(run(process.execPath, tsc, ...options, join(app, 'app.mts')).stdout, '');
  t.strictSame(run(process.execPath, join(app, 'app.mjs')), { status: 0, stdout: '', stderr: '' });
  t.end();
});

t.test('plugins are planned in the Node that installed it, and baked', { skip: withoutRoot }, (t) => {
  const naming = `module.exports = (stages, { insertAfter }) => insertAfter(stages, 'hostname', {
    name: 'naming', config: [],
    plan: () => [{ op: 'sethostname', in: 'container', name: 'plugged', origin: '' }],
  });`;
  const configured = plugins({ 'naming.cjs': naming });
  const explained = (file: string) => runThere(configured, file, 'explain', hello);
  t.match(explained(runts), { status: 0, stdout: /naming +sethostname +set hostname "plugged"/, stderr: '' });

  const baked = at('runts-site');
  t.match(runThere(configured, runts, 'plugin', 'build', '--output', baked), { status: 0, stderr: '' });
  rmSync(join(installed, 'dist/node'));
  t.match(explained(baked), { status: 0, stdout: explained(baked).stdout, stderr: '' });
  t.match(explained(runts), {
    status: 1,
    stderr: `runts: cannot execute "${join(realpathSync(installed), 'dist/node')}", which plans with root's plugins: ENOENT: no such file or directory\n`,
  });
  t.end();
});

/** EM_AARCH64 and EM_RISCV: one of the two is another architecture. */
const foreign = process.arch === 'arm64' ? 243 : 183;
const other = at('other');
const machineOf = (file: string) => readFileSync(file).readUInt16LE(18);

/** The package as another architecture's machine sees it. */
function packForeign(): string {
  const file = at('package/dist/runts');
  const bytes = readFileSync(file);
  bytes.writeUInt16LE(foreign, 18);
  writeFileSync(file, bytes);
  execFileSync('tar', ['-czf', at('foreign.tgz'), '-C', directory, 'package']);
  return at('foreign.tgz');
}

t.test(
  'on another architecture, without a compiler, npm fails with one line that says what to install',
  (t) => {
    const { status, stderr } = npm(bare, directory, 'install', '-g', '--prefix', other, packForeign());
    t.not(status, 0);
    t.strictSame(stderr.match(/runts: .*/g), [
      `runts: it has to be built here for ${process.arch}, and there is no make, no cc, no c++ (Debian: apt install make g++)`,
    ]);
    t.notOk(existsSync(join(other, 'bin/runts')), 'nothing is installed');
    t.end();
  },
);

t.test('on another architecture, with a compiler, it is built', (t) => {
  const path = `${bare}:/usr/bin:/bin`;
  const { status, stderr } = npm(path, directory, 'install', '-g', '--prefix', other, at('foreign.tgz'));
  t.strictSame({ status, stderr }, { status: 0, stderr: '' });
  const dist = join(other, 'lib/node_modules/runts/dist');
  for (const name of ['runts', 'machine', 'compile', 'runts.node'])
    t.equal(machineOf(join(dist, name)), machineOf('/proc/self/exe'), name);
  t.notOk(existsSync(join(dist, '../native/build')), 'without its objects');
  for (const args of [['--version'], ['explain', hello]])
    t.strictSame(run(join(other, 'bin/runts'), ...args), run(join(project, 'dist/runts'), ...args));
  const script = `const { nodeHost } = await import('${dist}/index.js'); console.log(nodeHost().ids().pid > 0)`;
  t.match(run(process.execPath, '--input-type=module', '-e', script), { status: 0, stdout: 'true\n' });
  t.end();
});

t.test('where the addon does not load, the library says how to build it', (t) => {
  const addon = join(other, 'lib/node_modules/runts/dist/runts.node');
  writeFileSync(addon, 'of a foreign C library');
  const script = `const { nodeHost } = await import('${dirname(addon)}/index.js'); nodeHost()`;
  const { status, stderr } = run(process.execPath, '--input-type=module', '-e', script);
  t.equal(status, 1);
  t.match(
    stderr,
    /cannot load the addon: .*runts\.node: .* "node \S+\/install\.mjs --build" builds it here;/,
  );
  t.end();
});
