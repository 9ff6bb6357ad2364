/** Commands on a host whose root has configured plugins: a mount namespace with an /etc of its own. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why there can be no such host here, or false. */
export const skip =
  spawnSync('unshare', ['--mount', '--propagation', 'private', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'])
    .status === 0
    ? false
    : 'needs root';

export interface Configured {
  /** The files of /etc/runts: texts by name. */
  readonly files: Readonly<Record<string, string>>;
  /** Shell commands before, in the same namespace. */
  readonly before?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Plugins at /etc/runts, in this order. */
export function plugins(files: Readonly<Record<string, string>>): Configured {
  const names = Object.keys(files).map((name) => `/etc/runts/${name}`);
  return { files: { 'plugins.json': JSON.stringify({ plugins: names }), ...files } };
}

/** Runs a command there, to its end. */
export function runThere({ files, before = ':', env = {} }: Configured, ...command: readonly string[]) {
  const directory = mkdtempSync(join(tmpdir(), 'runts-etc-'));
  try {
    mkdirSync(join(directory, 'runts'), { mode: 0o755 });
    for (const [name, text] of Object.entries(files))
      writeFileSync(join(directory, 'runts', name), text, { mode: 0o644 });
    const script = `
      PATH=/usr/sbin:/usr/bin:/sbin:/bin
      mount -t tmpfs -o mode=755 tmpfs /etc && cp -R "$1"/. /etc && chmod 755 /etc || exit 99
      shift; ${before}
      exec env -i ${Object.keys(env)
        .map((name) => `${name}="$${name}"`)
        .join(' ')} "$@"`;
    const words = ['--mount', '--propagation', 'private', 'sh', '-c', script, 'sh', directory, ...command];
    const { status, stdout, stderr, pid } = spawnSync('unshare', words, {
      env: { PATH: '/usr/bin:/bin', ...env },
      maxBuffer: 1 << 28,
    });
    return { status, bytes: stdout, stdout: stdout.toString(), stderr: stderr.toString(), pid };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
