import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { runPlan } from './run-plan.ts';

/** Hierarchies where cgroups of our own can be made: v2 wherever it is mounted, v1 by controller. */
const hierarchies = readFileSync('/proc/self/mountinfo', 'utf8')
  .split('\n')
  .map((line) => /^\S+ \S+ \S+ \S+ (\S+) .* - (cgroup2?) \S+ (\S+)/.exec(line))
  .filter((match) => match !== null)
  .map(([, path = '', type, options = '']) => ({
    path,
    v2: type === 'cgroup2',
    options: options.split(','),
  }));
const v2 = hierarchies.find((each) => each.v2);
const v1 = (controller: string) => hierarchies.find((each) => !each.v2 && each.options.includes(controller));
const root = process.getuid?.() === 0;
const needs = (hierarchy: unknown, name: string) =>
  !root ? { skip: 'needs root' } : hierarchy === undefined ? { skip: `needs ${name}` } : {};

const own = `runts-test-${process.pid}`;
const children: { kill(signal: NodeJS.Signals): void }[] = [];
t.teardown(() => {
  for (const child of children) child.kill('SIGKILL');
});

/** A process in a cgroup; resolves to how it ended. */
function inside(...paths: string[]) {
  const child = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
  children.push(child);
  for (const path of paths) writeFileSync(join(path, 'cgroup.procs'), String(child.pid));
  return new Promise<string | null>((resolve) => child.on('exit', (_, signal) => resolve(signal)));
}

for (const hierarchy of [v2, v1('pids')]) {
  const name = hierarchy?.v2 ? 'cgroup v2' : 'cgroup v1';
  const base = hierarchy?.path ?? '';
  const make = (path: string, more = {}) =>
    runPlan([{ op: 'cgroupMkdir', path: join(base, path), base, ...more }]);
  const remove = (path: string) => runPlan([{ op: 'cgroupRmdir', path: join(base, path), base }]);

  t.test(
    `${name}: a cgroup is made with those above it, and removed with those that are empty`,
    needs(hierarchy, name),
    (t) => {
      t.strictSame(make(`${own}/a/b`), { status: 0, signal: null, stdout: '', stderr: '' });
      t.ok(existsSync(join(base, own, 'a/b/cgroup.procs')));
      t.equal(make(`${own}/c`).status, 0);
      mkdirSync(join(base, own, 'a/b/below'));
      mkdirSync(join(base, own, 'a/b/below/deep'));
      mkdirSync(join(base, own, 'a/b/beside'));

      t.equal(remove(`${own}/a/b`).status, 0);
      t.notOk(existsSync(join(base, own, 'a')));
      t.ok(existsSync(join(base, own, 'c')), 'another is in the way');
      t.equal(remove(`${own}/c`).status, 0);
      t.notOk(existsSync(join(base, own)));
      t.equal(remove(`${own}/c`).status, 0, 'a missing one is removed');
      t.end();
    },
  );

  t.test(`${name}: one that exists must be empty`, needs(hierarchy, name), async (t) => {
    make(`${own}/used`);
    t.equal(make(`${own}/used`).status, 0);
    const ended = inside(join(base, own, 'used'));
    t.match(make(`${own}/used`).stderr, /^runts: cannot make cgroup ".*": EBUSY: device or resource busy \(/);
    t.ok(existsSync(join(base, own, 'used')));

    t.equal(runPlan([{ op: 'signalCgroup', path: join(base, own), signal: 9, ifMissing: 'fail' }]).status, 0);
    t.equal(await ended, 'SIGKILL');
    t.equal(remove(`${own}/used`).status, 0);
  });

  t.test(`${name}: a signal reaches every process below`, needs(hierarchy, name), async (t) => {
    make(`${own}/one/two`);
    const ends = [
      inside(join(base, own, 'one')),
      inside(join(base, own, 'one/two')),
      inside(join(base, own, 'one/two')),
    ];
    t.equal(
      runPlan([{ op: 'signalCgroup', path: join(base, own, 'one'), signal: 15, ifMissing: 'fail' }]).status,
      0,
    );
    t.strictSame(await Promise.all(ends), ['SIGTERM', 'SIGTERM', 'SIGTERM']);
    t.equal(remove(`${own}/one/two`).status, 0);
    t.equal(
      runPlan([{ op: 'signalCgroup', path: join(base, own), signal: 15, ifMissing: 'skip' }]).status,
      0,
    );
    t.match(
      runPlan([{ op: 'signalCgroup', path: join(base, own), signal: 15, ifMissing: 'fail' }]).stderr,
      'ENOENT',
    );
  });

  t.test(`${name}: removal waits for processes that are about to end`, needs(hierarchy, name), (t) => {
    make(`${own}/dying`);
    const child = spawn('/bin/sleep', ['0.4'], { stdio: 'ignore' });
    writeFileSync(join(base, own, 'dying/cgroup.procs'), String(child.pid));
    t.equal(remove(`${own}/dying`).status, 0);
    t.notOk(existsSync(join(base, own)));
    t.end();
  });
}

t.test('cgroup v1: removal goes as deep as the container went', needs(v1('pids'), 'cgroup v1 pids'), (t) => {
  const base = v1('pids')?.path ?? '';
  const path = join(base, own);
  mkdirSync(path);
  const cwd = process.cwd();
  process.chdir(path);
  const depth = 3000;
  for (let i = 0; i < depth; i++) {
    mkdirSync('d');
    process.chdir('d');
  }
  process.chdir(cwd);
  t.equal(runPlan([{ op: 'signalCgroup', path, signal: 9, ifMissing: 'fail' }]).status, 0);
  t.equal(runPlan([{ op: 'cgroupRmdir', path, base }]).status, 0);
  t.notOk(existsSync(path));
  t.end();
});

t.test('cgroup v1: a cpuset gets cpus and mems', needs(v1('cpuset'), 'cgroup v1 cpuset'), (t) => {
  const base = v1('cpuset')?.path ?? '';
  const read = (path: string) => readFileSync(join(base, path), 'utf8');
  t.equal(runPlan([{ op: 'cgroupMkdir', path: join(base, own, 'a'), base, cpuset: true }]).status, 0);
  t.strictSame(
    [read(`${own}/a/cpuset.cpus`), read(`${own}/a/cpuset.mems`)],
    [read('cpuset.cpus'), read('cpuset.mems')],
  );
  t.equal(runPlan([{ op: 'cgroupRmdir', path: join(base, own, 'a'), base }]).status, 0);
  t.end();
});

t.test('cgroup v2: controllers are enabled down to the parent', needs(v2, 'cgroup v2'), (t) => {
  const base = v2?.path ?? '';
  const available = readFileSync(join(base, 'cgroup.controllers'), 'utf8').trim().split(' ').filter(Boolean);
  const before = readFileSync(join(base, 'cgroup.subtree_control'), 'utf8');
  const controller = available.find((each) => before.includes(each)) ?? '';
  if (controller === '') t.comment('no controller is on v2 here');
  const controllers = `nope ${controller}`.trim();
  t.equal(runPlan([{ op: 'cgroupMkdir', path: join(base, own, 'a'), base, controllers }]).status, 0);
  t.match(readFileSync(join(base, own, 'cgroup.subtree_control'), 'utf8'), controller);
  t.equal(readFileSync(join(base, own, 'a/cgroup.subtree_control'), 'utf8').trim(), '');
  t.equal(runPlan([{ op: 'cgroupRmdir', path: join(base, own, 'a'), base }]).status, 0);
  t.equal(readFileSync(join(base, 'cgroup.subtree_control'), 'utf8'), before);
  t.end();
});

/** The controllers of a cgroup. */
function names(path: string): readonly string[] {
  return readFileSync(join(path, 'cgroup.controllers'), 'utf8').split(/\s/).filter(Boolean);
}

/** A controller that the root hands down already: a test may not change that of the host. */
function handedDown(): string | undefined {
  return readFileSync(join(v2?.path ?? '', 'cgroup.subtree_control'), 'utf8')
    .split(/\s/)
    .find(Boolean);
}

t.test('cgroup v2: controllers withheld above base are enabled there, too', needs(v2, 'cgroup v2'), (t) => {
  const base = join(v2?.path ?? '', own, 'a');
  const controllers = handedDown();
  mkdirSync(base, { recursive: true });
  t.strictSame(names(base), [], 'a new one hands nothing down');
  const more = controllers === undefined ? {} : { controllers };
  t.equal(runPlan([{ op: 'cgroupMkdir', path: join(base, 'b/c'), base, ...more }]).status, 0);
  t.strictSame(names(join(base, 'b/c')), controllers === undefined ? [] : [controllers]);
  t.equal(runPlan([{ op: 'cgroupRmdir', path: join(base, 'b/c'), base }]).status, 0);
  t.ok(existsSync(base));
  rmdirSync(base);
  rmdirSync(join(base, '..'));
  t.end();
});

t.test(
  'cgroup v2: one that has processes hands nothing down, and is no obstacle',
  needs(v2, 'cgroup v2'),
  async (t) => {
    const base = join(v2?.path ?? '', own);
    const controllers = handedDown();
    mkdirSync(base);
    const ended = inside(base);
    const more = controllers === undefined ? {} : { controllers };
    t.equal(runPlan([{ op: 'cgroupMkdir', path: join(base, 'a'), base, ...more }]).status, 0);
    t.strictSame(names(join(base, 'a')), []);
    t.equal(runPlan([{ op: 'cgroupRmdir', path: join(base, 'a'), base }]).status, 0);
    t.equal(runPlan([{ op: 'signalCgroup', path: base, signal: 9, ifMissing: 'fail' }]).status, 0);
    await ended;
    t.equal(runPlan([{ op: 'cgroupRmdir', path: base, base: v2?.path ?? '' }]).status, 0);
  },
);

t.test('cgroup v1: a frozen cgroup is refused', needs(v1('freezer'), 'cgroup v1 freezer'), (t) => {
  const base = v1('freezer')?.path ?? '';
  mkdirSync(join(base, own));
  writeFileSync(join(base, own, 'freezer.state'), 'FROZEN');
  t.match(runPlan([{ op: 'cgroupMkdir', path: join(base, own), base }]).stderr, 'EBUSY');
  t.ok(existsSync(join(base, own)));
  rmdirSync(join(base, own));
  t.end();
});

t.test('what is no cgroup is neither made into one nor removed', needs(v2, 'cgroup v2'), (t) => {
  const base = t.testdir({ a: {} });
  t.match(runPlan([{ op: 'cgroupRmdir', path: join(base, 'a'), base }]).stderr, 'EINVAL');
  t.match(runPlan([{ op: 'cgroupMkdir', path: join(base, 'b'), base }]).stderr, 'EINVAL');
  t.match(runPlan([{ op: 'cgroupRmdir', path: '/elsewhere', base }]).stderr, 'it is not below its base');
  t.ok(existsSync(join(base, 'a')));
  t.notOk(existsSync(join(base, 'b')));
  t.end();
});

/** `r0 = number; exit`: BPF_ALU64 | BPF_MOV | BPF_K, BPF_JMP | BPF_EXIT. */
const answer = (number: number) =>
  Buffer.from([0xb7, 0, 0, 0, number, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0]).toString('base64');

t.test(
  'deviceFilter decides what devices the processes open, and replaces itself',
  needs(v2, 'cgroup v2'),
  (t) => {
    const base = v2?.path ?? '';
    const path = join(base, own);
    const look = `echo $$ >${path}/cgroup.procs; head -c1 /dev/zero 2>&1 | tr '\\0' Z`;
    const filter = (program: string) => ({ op: 'deviceFilter', path, program }) as const;
    const sh = (line: string) =>
      ({ op: 'spawn', path: '/bin/sh', args: ['sh', '-c', `${line} >&2; exit 1`] }) as const;
    const seen = (...programs: string[]) =>
      runPlan([{ op: 'cgroupMkdir', path, base }, ...programs.map(filter), sh(look)]).stderr;
    t.match(seen(answer(1)), 'exit status 1: Z');
    t.match(seen(answer(0)), /Operation not permitted/);
    t.match(seen(answer(0), answer(1)), 'exit status 1: Z');
    t.match(runPlan([filter('AAAA')]).stderr, 'the filter is no BPF program');
    t.equal(runPlan([{ op: 'cgroupRmdir', path, base }]).status, 0);
    t.end();
  },
);
