import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { idOf } from './box.ts';
import { conformance } from './harness.ts';
import { probeArgs } from './spec.ts';

const SLEEPER = { process: { args: probeArgs([['sleep']]) } };

conformance('the pid file holds the digits of init, without a newline', {}, async (t, box) => {
  const container = await box.create(box.bundle(SLEEPER));
  const text = readFileSync(join(container.bundle.dir, 'pid'), 'utf8');
  t.match(text, /^\d+$/);
  t.equal((await container.state()).pid, Number(text));
  await container.delete('--force');
});

conformance('the pid file is relative to the directory of the caller', {}, async (t, box) => {
  const bundle = box.bundle(SLEEPER);
  const id = idOf(bundle);
  await box.runtime(['create', '--bundle', bundle.dir, '--pid-file', 'here.pid', id], { cwd: box.dir });
  t.match(readFileSync(join(box.dir, 'here.pid'), 'utf8'), /^\d+$/);
  await box.runtime(['delete', '--force', id]);
});

conformance('a pid file that cannot be written fails create, and nothing runs', {}, async (t, box) => {
  const bundle = box.bundle(SLEEPER);
  const pidFile = join(box.dir, 'missing/pid');
  const result = await box.runtime(['create', '--bundle', bundle.dir, '--pid-file', pidFile, idOf(bundle)]);
  t.equal(result.status, 1);
  t.match(result.stderr, /no such file or directory/);
});

conformance('a failed create leaves no pid file', {}, async (t, box) => {
  const bundle = box.bundle({ process: { args: ['/missing'] } });
  const pidFile = join(box.dir, 'pid');
  const result = await box.runtime(['create', '--bundle', bundle.dir, '--pid-file', pidFile, idOf(bundle)]);
  t.equal(result.status, 1);
  t.notOk(existsSync(pidFile));
});
