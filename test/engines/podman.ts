import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, type CommandOptions, Engine, type Result } from '../conformance/engine.ts';
import { leftovers, mountPoints, removeCgroups } from '../conformance/leftovers.ts';
import { patience } from '../conformance/patience.ts';
import { findProgram, programs, runtimeName, runtimePath, staticBusybox } from '../conformance/programs.ts';
import { makeBusyboxRootfs } from './busybox.ts';

/** The name of the image that every {@link Podman} has: busybox. */
export const IMAGE = 'busybox';

/** Where podman and runtimes keep what the whole machine shares; here it goes with the mount namespace. */
const PRIVATE = ['/run', '/dev/shm', '/var/lib'];

const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
};

/** What the host lacks for podman, or undefined. */
export function lacksPodman(): string | undefined {
  for (const name of ['podman', 'conmon', 'tar']) if (!findProgram(name)) return `no ${name}`;
  return staticBusybox() ? undefined : 'no static busybox';
}

/** How a podman command is called. */
export interface PodmanOptions extends CommandOptions {
  /** Words before podman. */
  readonly prefix?: readonly string[];
}

/** Podman with a storage, a /run and a control group of its own, in a mount namespace of its own. */
export class Podman {
  readonly dir = mkdtempSync(join(tmpdir(), 'runts-podman-'));
  /** The parent of every container's control group. */
  readonly cgroup = `runts-test-${randomBytes(4).toString('hex')}`;
  readonly engine: Engine;
  readonly #mounts: readonly string[];

  private constructor() {
    chmodSync(this.dir, 0o755);
    this.engine = Engine.start(programs().engine, join(this.dir, 'io'));
    this.#mounts = mountPoints(process.pid);
  }

  /** Opens one; the runtime that its containers get is the one under test. */
  static async open(): Promise<Podman> {
    const podman = new Podman();
    for (const target of PRIVATE) {
      await podman.#must(['mount', '-t', 'tmpfs', 'tmpfs', target]);
    }
    // crun 1.8 takes a host with v1 and a populated v2 tree for broken; without the latter it works.
    if (runtimeName() === 'crun' && existsSync('/sys/fs/cgroup/unified')) {
      await podman.#must(['umount', '/sys/fs/cgroup/unified']);
    }
    writeFileSync(join(podman.dir, 'containers.conf'), CONFIGURATION);

    const rootfs = join(podman.dir, 'busybox');
    mkdirSync(rootfs);
    makeBusyboxRootfs(rootfs);
    const archive = join(podman.dir, 'busybox.tar');
    execFileSync('tar', ['-C', rootfs, '-cf', archive, '.']);
    const imported = await podman.command(['import', '--quiet', archive, IMAGE]);
    if (imported.status !== 0) throw new Error(`podman import: ${imported.stderr}`);
    return podman;
  }

  /** Starts a podman command and does not wait for its end. */
  spawn(words: readonly string[], options: PodmanOptions = {}): Promise<Command> {
    const path = (name: string): string => join(this.dir, name);
    const own = ['--root', path('storage'), '--runroot', path('run'), '--tmpdir', path('tmp')];
    const plain = ['--storage-driver', 'vfs', '--cgroup-manager', 'cgroupfs', '--events-backend', 'file'];
    return this.engine.spawn(
      [...(options.prefix ?? []), 'podman', ...own, ...plain, '--runtime', podmanRuntime(), ...words],
      { ...options, env: { ...ENVIRONMENT, CONTAINERS_CONF: path('containers.conf') } },
    );
  }

  /** Runs a podman command to its end. */
  async command(words: readonly string[], options: PodmanOptions = {}): Promise<Result> {
    return (await this.spawn(words, options)).done;
  }

  /** `podman run --rm` of the image, without network unless the options say otherwise. */
  run(options: readonly string[], args: readonly string[], how: PodmanOptions = {}): Promise<Result> {
    const network = options.includes('--network') ? [] : ['--network', 'none'];
    const parent = ['--cgroup-parent', `/${this.cgroup}`];
    return this.command(['run', '--rm', ...parent, ...network, ...options, IMAGE, ...args], how);
  }

  /** `podman run --detach`, of a container that stays until it is removed. */
  start(name: string, options: readonly string[], args: readonly string[]): Promise<Result> {
    const parent = ['--cgroup-parent', `/${this.cgroup}`];
    return this.command([
      'run',
      '-d',
      '--name',
      name,
      ...parent,
      '--network',
      'none',
      ...options,
      IMAGE,
      ...args,
    ]);
  }

  /** What the runtime keeps about containers, as a listing of its default root. */
  async runtimeState(): Promise<string> {
    return (await this.engine.command(['ls', `/run/${runtimeName()}`])).stdout;
  }

  /** What is left of containers after a moment: processes, mounts, control groups. */
  async leftovers(): Promise<readonly string[]> {
    for (let tries = 0; ; tries++) {
      const left = this.#leftNow();
      if (left.length === 0 || tries === 40 * patience) return left;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  #leftNow(): readonly string[] {
    const scene = { engine: this.engine.pid, mounts: this.#mounts, cgroup: this.cgroup, root: '' };
    const { processes, mounts, cgroups } = leftovers(scene);
    const own = [...PRIVATE, join(this.dir, 'storage/vfs')];
    // Podman keeps the groups of conmon.
    const ofContainers = cgroups.filter((path) => /libpod-[0-9a-f]{64}/.test(path));
    return [...processes, ...mounts.filter((point) => !own.includes(point)), ...ofContainers];
  }

  /** Ends and removes all of it. */
  async close(): Promise<void> {
    await this.engine.close();
    await removeCgroups(this.cgroup);
    const inside = mountPoints(process.pid).filter((point) => point.startsWith(this.dir));
    if (inside.length > 0) throw new Error(`mounts are left in the test's directory: ${inside.join(' ')}`);
    rmSync(this.dir, { recursive: true, force: true });
  }

  async #must(argv: readonly string[]): Promise<void> {
    const { status, stderr } = await this.engine.command(argv);
    if (status !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`);
  }
}

/** Podman looks for names in its own list of places, so it gets paths. */
function podmanRuntime(): string {
  const path = runtimePath();
  return path.includes('/') ? path : (findProgram(path) ?? path);
}

/**
 * What runts does not carry out yet is off. Podman's own default limits are more than a root without CAP_SYS_RESOURCE can
 * set.
 */
const CONFIGURATION = `[containers]
pids_limit = 0
seccomp_profile = "unconfined"
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[engine]
runtime_supports_json = ["runts", "runc", "crun"]
`;
