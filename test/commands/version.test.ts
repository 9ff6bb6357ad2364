import { readFileSync } from 'node:fs';
import t from 'tap';
import { versionText } from '../../runtime/commands/version.ts';

t.test('versionText has the three lines that engines look for', async (t) => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  t.equal(versionText(), `runts version ${version}\ncommit: unknown\nspec: 1.3.0\n`);
});
