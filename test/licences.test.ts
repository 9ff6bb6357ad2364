/** What the npm package has to hold for others' licences. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

t.test('everything that package.json lists in "files" exists', async (t) => {
  const missing = manifest.files.filter(
    (path: string) => !path.startsWith('!') && !existsSync(`${root}${path}`),
  );
  t.strictSame(missing, []);
});

t.test('the package holds every licence, and how to replace XS', async (t) => {
  const pack = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
  });
  const packed: string[] = JSON.parse(pack.stdout)[0].files.map(({ path }: { path: string }) => path);
  t.strictSame(packed.filter((path) => /^(LICENSE|NOTICE|docs\/relinking)/.test(path)).sort(), [
    'LICENSE',
    'LICENSES/GPL-3.0.txt',
    'LICENSES/LGPL-2.1.txt',
    'LICENSES/LGPL-3.0.txt',
    'NOTICE',
    'docs/relinking.md',
  ]);
});

t.test('NOTICE names the XS that is built', async (t) => {
  const named = readFileSync(`${root}NOTICE`, 'utf8').match(/@agoric\/xsnap@[\d.]+\d/g);
  t.strictSame([...new Set(named)], [`@agoric/xsnap@${manifest.devDependencies['@agoric/xsnap']}`]);
});
