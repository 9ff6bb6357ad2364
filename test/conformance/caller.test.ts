import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { conformance } from './harness.ts';

/** Words that run the rest after a shell line. */
const after = (line: string, ...words: readonly string[]) => [
  'sh',
  '-c',
  `${line}; exec "$@"`,
  'sh',
  ...words,
];

conformance('a working directory that is gone is no matter to absolute paths', {}, async (t, box) => {
  const bundle = box.bundle();
  const gone = join(box.dir, 'gone');
  mkdirSync(gone);
  const prefix = after(`cd ${gone} && rmdir ${gone}`);
  const log = ['--log', join(box.dir, 'log')];
  const { status, stderr } = await box.engine
    .spawn([...prefix, box.runtimePath, '--root', box.root, ...log, 'run', '--bundle', bundle.dir, 'gone'])
    .then(({ done }) => done);
  t.equal(status, 0, stderr);
});

conformance(
  'a mount with any bytes in its name keeps no container from being created',
  {},
  async (t, box) => {
    const name = `${box.dir}/caf$(printf '\\351')`;
    const prefix = ['unshare', '--mount', ...after(`mkdir "${name}" && mount -t tmpfs none "${name}"`)];
    const { status, stderr } = await box.run(box.bundle(), { prefix });
    t.equal(status, 0, stderr);
  },
);
