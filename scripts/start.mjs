// npm start: builds, then runs bundles/hello. An ordinary user gets a user namespace with that user's own ids, and
// directories that this host lacks are left out.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: 'inherit' });
if (built.status !== 0) process.exit(1);

const bundle = join(root, 'bundles/hello');
const config = JSON.parse(readFileSync(join(bundle, 'config.json'), 'utf8'));
config.mounts = config.mounts.filter(
  ({ type, source }) => type !== 'bind' || !source.startsWith('/') || existsSync(source),
);
const uid = process.getuid();
if (uid !== 0) {
  config.linux.namespaces.push({ type: 'user' });
  config.linux.uidMappings = [{ containerID: 0, hostID: uid, size: 1 }];
  config.linux.gidMappings = [{ containerID: 0, hostID: process.getgid(), size: 1 }];
}

const work = mkdtempSync(join(tmpdir(), 'runts-hello-'));
const file = join(work, 'config.json');
writeFileSync(file, JSON.stringify(config));
const { status } = spawnSync(
  join(root, 'dist/runts'),
  ['--root', join(work, 'state'), 'run', '--bundle', bundle, '--config', file, 'hello'],
  { stdio: 'inherit' },
);
rmSync(work, { recursive: true });
process.exit(status ?? 1);
