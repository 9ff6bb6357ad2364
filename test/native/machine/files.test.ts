import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { runPlan, type TestOp } from './run-plan.ts';

const mode = (path: string) => (statSync(path).mode & 0o7777).toString(8);
const why = (op: TestOp) => runPlan([op]).stderr.replace(/^runts: cannot |\n$/g, '');
const well = { status: 0, signal: null, stdout: '', stderr: '' };

t.test('mkdir makes a directory of this mode, whatever the umask', (t) => {
  const at = t.testdir();
  const ops: TestOp[] = [{ op: 'mkdir', path: `${at}/a/b/c`, mode: 0o1777, ifExists: 'fail', parents: true }];
  t.strictSame(runPlan(ops, { shell: 'umask 077; exec "$@"' }), well);
  t.equal(mode(`${at}/a/b/c`), '1777');
  t.match(why({ op: 'mkdir', path: `${at}/a`, mode: 0o700, ifExists: 'fail' }), 'EEXIST: file exists');
  t.strictSame(runPlan([{ op: 'mkdir', path: `${at}/a/b/c`, mode: 0o700, ifExists: 'keep' }]), well);
  t.equal(mode(`${at}/a/b/c`), '1777', 'what is kept keeps its mode');
  writeFileSync(`${at}/file`, '');
  t.match(
    why({ op: 'mkdir', path: `${at}/file`, mode: 0o700, ifExists: 'keep' }),
    'ENOTDIR: not a directory',
  );
  t.match(
    why({ op: 'mkdir', path: `${at}/x/y`, mode: 0o700, ifExists: 'keep' }),
    'ENOENT: no such file or directory',
  );
  t.end();
});

t.test('mkdir that fails takes a file along, but not where something is in its place', (t) => {
  const at = t.testdir({ lock: '', there: {} });
  const make = (path: string): TestOp => ({
    op: 'mkdir',
    path: `${at}/${path}`,
    mode: 0o700,
    ifExists: 'fail',
    elseUnlink: `${at}/lock`,
  });
  t.match(why(make('there')), 'EEXIST');
  t.strictSame(runPlan([make('made')]), well);
  t.ok(existsSync(`${at}/lock`));
  t.match(why(make('no/x')), 'ENOENT');
  t.notOk(existsSync(`${at}/lock`));
  t.match(why(make('no/x')), 'ENOENT', 'it may be gone already');
  t.end();
});

t.test('writeFile makes or replaces a file at once, and follows no symlink', (t) => {
  const at = t.testdir({ other: 'other', file: 'old' });
  symlinkSync(`${at}/other`, `${at}/link`);
  for (const name of ['new', 'file', 'link']) {
    const ops: TestOp[] = [
      { op: 'writeFile', path: `${at}/${name}`, data: ['text\u0001', { slot: 'startTime' }], mode: 0o640 },
    ];
    t.strictSame(runPlan(ops, { shell: 'umask 077; exec "$@"' }), well);
    t.equal(readFileSync(`${at}/${name}`, 'utf8'), 'text\u00010');
    t.equal(mode(`${at}/${name}`), '640');
  }
  t.ok(lstatSync(`${at}/link`).isFile());
  t.equal(readFileSync(`${at}/other`, 'utf8'), 'other');
  t.match(why({ op: 'writeFile', path: `${at}/no/x`, data: '', mode: 0o600 }), 'ENOENT');
  t.strictSame(readdirSync(at).sort(), ['file', 'link', 'new', 'other']);
  t.end();
});

t.test('writeFile of a megabyte is whole; a relative path is the caller’s', (t) => {
  const at = t.testdir();
  const data = 'é'.repeat(500_000);
  t.strictSame(runPlan([{ op: 'writeFile', path: 'pid', data, mode: 0o644 }], { cwd: at }), well);
  t.ok(readFileSync(`${at}/pid`, 'utf8') === data);
  t.end();
});

t.test('write goes into a file that exists', (t) => {
  const at = t.testdir({ file: 'before' });
  t.strictSame(runPlan([{ op: 'write', path: `${at}/file`, data: 'after', ifMissing: 'fail' }]), well);
  t.equal(readFileSync(`${at}/file`, 'utf8'), 'aftere');
  t.match(
    why({ op: 'write', path: `${at}/no`, data: 'x', ifMissing: 'fail' }),
    `write "x" to "${at}/no": ENOENT`,
  );
  t.strictSame(runPlan([{ op: 'write', path: `${at}/no`, data: 'x', ifMissing: 'skip' }]), well);
  t.notOk(existsSync(`${at}/no`));
  t.end();
});

t.test('removeTree removes what is in a directory, not what its symlinks show', (t) => {
  const at = t.testdir({ outside: { file: '' }, tree: { a: { b: { c: '' } }, d: '' } });
  symlinkSync(`${at}/outside`, `${at}/tree/a/link`);
  for (let i = 0; i < 2000; i++) writeFileSync(`${at}/tree/many-${i}`, '');
  t.strictSame(runPlan([{ op: 'removeTree', path: `${at}/tree`, ifMissing: 'fail' }]), well);
  t.strictSame(readdirSync(at), ['outside']);
  t.strictSame(readdirSync(`${at}/outside`), ['file']);
  t.match(why({ op: 'removeTree', path: `${at}/tree`, ifMissing: 'fail' }), 'ENOENT');
  t.strictSame(runPlan([{ op: 'removeTree', path: `${at}/tree`, ifMissing: 'skip' }]), well);
  symlinkSync(`${at}/outside`, `${at}/link`);
  t.match(why({ op: 'removeTree', path: `${at}/link`, ifMissing: 'fail' }), 'ENOTDIR');
  t.equal(readlinkSync(`${at}/link`), `${at}/outside`);
  t.end();
});

t.test(
  'removeTree stops at a mount point',
  { skip: process.getuid?.() === 0 ? false : 'needs root' },
  (t) => {
    const at = t.testdir({ tree: { mounted: {} } });
    const script = `mount -t tmpfs none ${at}/tree/mounted && touch ${at}/tree/mounted/file && "$@"; echo $?; ls ${at}/tree/mounted`;
    const outcome = runPlan([{ op: 'removeTree', path: `${at}/tree`, ifMissing: 'fail' }], {
      shell: `exec unshare -m sh -c '${script}' "$0" "$@"`,
    });
    t.match(outcome.stderr, 'EBUSY');
    t.equal(outcome.stdout, '1\nfile\n');
    t.end();
  },
);

t.test('unlink removes a file', (t) => {
  const at = t.testdir({ file: '' });
  t.strictSame(runPlan([{ op: 'unlink', path: `${at}/file`, ifMissing: 'fail' }]), well);
  t.strictSame(readdirSync(at), []);
  t.strictSame(runPlan([{ op: 'unlink', path: `${at}/file`, ifMissing: 'skip' }]), well);
  t.match(why({ op: 'unlink', path: `${at}/file`, ifMissing: 'fail' }), 'ENOENT');
  t.end();
});

t.test('expectState compares a file with what the planner saw', (t) => {
  const content = 'x'.repeat(10_000);
  const at = t.testdir({ state: content, empty: '' });
  const expect = (path: string, seen?: string) =>
    runPlan([{ op: 'expectState', path: join(at, path), ...(seen === undefined ? {} : { content: seen }) }])
      .status;
  t.strictSame(
    {
      same: expect('state', content),
      shorter: expect('state', content.slice(1)),
      longer: expect('state', `${content}x`),
      other: expect('state', content.replace(/x$/, 'y')),
      unexpected: expect('state'),
      missing: expect('no', ''),
      none: expect('no'),
      empty: expect('empty', ''),
    },
    { same: 0, shorter: 1, longer: 1, other: 1, unexpected: 1, missing: 1, none: 0, empty: 0 },
  );
  t.match(why({ op: 'expectState', path: `${at}/no`, content: '' }), 'ESTALE');
  t.end();
});
