/**
 * The bundles for people: each config is clean, and its plan is the one beside it. After a change of behaviour
 * `UPDATE=1 npx tap test/bundles.test.ts` writes the plans anew; the diff is what to review.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { plan } from '../runtime/planner.ts';
import { validateText } from '../runtime/spec/parse.ts';
import { memoryHost } from './memory-host.ts';
import { decode } from './plan/decode.ts';

const directory = fileURLToPath(new URL('../bundles/', import.meta.url));
const names = readdirSync(directory, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const read = (path: string) => readFileSync(`${directory}${path}`, 'utf8');

/** What `runts explain bundles/NAME` prints, on the machine that the facts tell of. */
function explained(name: string): unknown {
  const facts = readdirSync(`${directory}${name}`).includes('facts.json')
    ? `${name}/facts.json`
    : 'facts.json';
  const host = memoryHost({
    cwd: '/',
    files: { [`/bundles/${name}/config.json`]: read(`${name}/config.json`), '/facts.json': read(facts) },
  });
  const [op] = decode(plan(['explain', `bundles/${name}`, '--facts', 'facts.json'], host)).ops;
  return op?.text;
}

t.test('the bundles are there', (t) => {
  t.strictSame(names, ['devices', 'hardened', 'hello', 'hooks', 'joined', 'limits', 'rootless', 'shell']);
  t.end();
});

t.test('bundles/shell is what `runts spec` writes', (t) => {
  const [op] = decode(plan(['spec'], memoryHost())).ops;
  if (process.env.UPDATE) writeFileSync(`${directory}shell/config.json`, String(op?.data));
  t.equal(op?.data, read('shell/config.json'));
  t.end();
});

for (const name of names) {
  t.test(`bundles/${name}: its config is valid without a remark`, (t) => {
    t.strictSame(validateText(read(`${name}/config.json`)), []);
    t.end();
  });

  t.test(`bundles/${name}: its plan is the one beside it`, (t) => {
    const text = explained(name);
    if (process.env.UPDATE) writeFileSync(`${directory}${name}/plan.txt`, String(text));
    t.equal(text, read(`${name}/plan.txt`));
    t.end();
  });

  t.test(`bundles/${name}: its README links to the plan`, (t) => {
    const lines = read(`${name}/README.md`).trimEnd().split('\n');
    t.equal(lines[0], `# ${name}`);
    t.match(lines.join('\n'), '[plan](plan.txt)');
    t.ok(lines.length <= 20, `${lines.length} lines`);
    t.end();
  });
}
