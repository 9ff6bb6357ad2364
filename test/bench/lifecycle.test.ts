import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

const skip = process.getuid?.() === 0 ? {} : { skip: 'needs root' };

/** What the report is made of: headings, and the first column of each table. No figure, for none is the same twice. */
function shape(report: string): Record<string, readonly string[]> {
  const sections = report.split(/^## /m).slice(1);
  return Object.fromEntries(
    sections.map((section) => {
      const [title = '', ...lines] = section.split('\n');
      const rows = lines.filter((line) => line.startsWith('| ') && !line.startsWith('| --')).slice(1);
      return [title, rows.map((row) => row.split('|')[1]?.trim() ?? '')];
    }),
  );
}

const FIGURES = ['run', 'run, CPU', 'create+start+delete', 'create', 'start', 'delete', 'state'];

t.test('the bench says what it measured, and leaves nothing behind', skip, (t) => {
  const json = join(t.testdir(), 'results.json');
  const words = ['bench/lifecycle.mjs', '--rounds', '1', '--json', json];
  const report = execFileSync(process.execPath, words, { encoding: 'utf8', timeout: 100_000 });

  const found = shape(report);
  const results = JSON.parse(readFileSync(json, 'utf8'));
  const has = (name: string) => !results.skipped.includes(name);
  const runtimes = ['runts', 'runc', 'crun'].filter(has);
  t.strictSame(
    found['Against runc, where this machine has its cgroups'],
    FIGURES,
    'the machine alone is always there to compare with',
  );
  t.strictSame(
    Object.keys(found).filter((title) => title.startsWith('Against crun')).length,
    has('crun') ? 1 : 0,
  );
  t.strictSame(found['What a start costs'], ['node -e 0', ...runtimes.map((name) => `${name} --version`)]);
  t.strictSame(found['Memory, KiB'], runtimes);
  t.strictSame(found['System calls of one run'], has('strace') ? runtimes : undefined);
  t.strictSame(results.times.run.runts.length, 1, 'a value a round');
  t.notMatch(report, /NaN|undefined/);
  t.notOk(results.directories.some((path: string) => existsSync(path)));
  t.end();
});
