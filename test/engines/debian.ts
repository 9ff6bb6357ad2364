import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../conformance/programs.ts';

const SUITE = 'bookworm';

/** The file that a first run leaves for later ones. */
function cachedArchive(): string {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return join(cache, 'runts-test', `debian-${SUITE}.tar`);
}

/**
 * A tar archive of a minimal Debian, made by debootstrap in about a minute and kept in the user's cache directory, or what
 * the host lacks for it.
 */
export function debianArchive(): { readonly path: string } | { readonly lacks: string } {
  const path = cachedArchive();
  if (existsSync(path)) return { path };
  if (process.getuid?.() !== 0) return { lacks: 'no root, whom debootstrap needs' };
  if (!findProgram('debootstrap')) return { lacks: 'no debootstrap' };

  const cache = join(path, '..');
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'debootstrap-'));
  const rootfs = join(work, 'rootfs');
  try {
    // What debootstrap mounts there goes with the mount namespace.
    const bootstrap = ['debootstrap', '--variant=minbase', SUITE, rootfs];
    execFileSync('unshare', ['--mount', ...bootstrap], { stdio: 'ignore', timeout: 400_000 });
    execFileSync('tar', ['-C', rootfs, '--exclude=./var/cache/apt/*', '-cf', join(work, 'tar'), '.']);
    renameSync(join(work, 'tar'), path);
    return { path };
  } catch {
    return { lacks: 'no Debian mirror that debootstrap could reach' };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
