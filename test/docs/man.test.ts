import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import t from 'tap';
import { commands } from '../../runtime/commands/table.ts';

const page = new URL('../../docs/man/runts.8', import.meta.url).pathname;

t.test('the man page has a section for every command', async (t) => {
  const sections = readFileSync(page, 'utf8').match(/(?<=^\.SS runts )[a-z]+/gm);
  t.strictSame(sections, Object.keys(commands));
});

t.test(
  'groff formats the man page without a warning',
  { skip: spawnSync('groff', ['--version']).error ? 'groff is not installed' : false },
  async (t) => {
    const { status, stdout, stderr } = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-z', page], {
      encoding: 'utf8',
    });
    t.strictSame({ status, stdout, stderr }, { status: 0, stdout: '', stderr: '' });
  },
);
