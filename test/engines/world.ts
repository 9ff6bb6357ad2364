import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Command, type CommandOptions, Engine, type Result } from '../conformance/engine.ts';
import { leftovers, mountPoints, removeCgroups } from '../conformance/leftovers.ts';
import { patience } from '../conformance/patience.ts';
import { findProgram, programs, runtimeName, runtimePath } from '../conformance/programs.ts';
import { makeBusyboxRootfs } from './busybox.ts';

/** The name of the image that an engine under test has: busybox. */
export const IMAGE = 'busybox';

/** Where engines and runtimes keep what the whole machine shares; here it goes with the mount namespace. */
const PRIVATE = ['/run', '/dev/shm', '/var/lib'];

const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
};

/** What a real engine runs in: a directory, a mount namespace with a /run of its own, a control group. */
export class World {
  readonly dir = mkdtempSync(join(tmpdir(), 'runts-engine-'));
  /** The parent of every container's control group. */
  readonly cgroup = `runts-test-${randomBytes(4).toString('hex')}`;
  readonly #engine: Engine;
  readonly #mounts: readonly string[];

  private constructor() {
    chmodSync(this.dir, 0o755);
    this.#engine = Engine.start(programs().engine, join(this.dir, 'io'));
    this.#mounts = mountPoints(process.pid);
  }

  /** Opens one, with a root file system of busybox in it. */
  static async open(): Promise<World> {
    const world = new World();
    for (const target of PRIVATE) await world.must(['mount', '-t', 'tmpfs', 'tmpfs', target]);
    // crun 1.8 takes a host with v1 and a populated v2 tree for broken; without the latter it works.
    if (runtimeName() === 'crun' && existsSync('/sys/fs/cgroup/unified')) {
      await world.must(['umount', '/sys/fs/cgroup/unified']);
    }
    mkdirSync(world.rootfs);
    makeBusyboxRootfs(world.rootfs);
    await world.must(['tar', '-C', world.rootfs, '-cf', world.archive, '.']);
    return world;
  }

  /** Opens one for an engine that is started in it; nothing is left if that fails. */
  static async for<T>(start: (world: World) => Promise<T>): Promise<T> {
    const world = await World.open();
    try {
      return await start(world);
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  /** A directory with busybox. */
  get rootfs(): string {
    return join(this.dir, 'busybox');
  }

  /** The same as a tar archive, which engines import as an image. */
  get archive(): string {
    return join(this.dir, 'busybox.tar');
  }

  /** Starts a command and does not wait for its end. */
  spawn(argv: readonly string[], options: CommandOptions = {}): Promise<Command> {
    return this.#engine.spawn(argv, { ...options, env: { ...ENVIRONMENT, ...options.env } });
  }

  /** Runs a command to its end. */
  async command(argv: readonly string[], options: CommandOptions = {}): Promise<Result> {
    return (await this.spawn(argv, options)).done;
  }

  /** Runs a command that has to succeed; what it says. */
  async must(argv: readonly string[], options: CommandOptions = {}): Promise<string> {
    const { status, stdout, stderr } = await this.command(argv, options);
    if (status !== 0) throw new Error(`${argv.join(' ')}: status ${status}: ${stderr}`);
    return stdout;
  }

  /** Starts a daemon, by its name, and returns when the other command succeeds. */
  async daemon(argv: readonly string[], ready: readonly string[]): Promise<void> {
    const [name = '', ...rest] = argv;
    const daemon = await this.spawn([findProgram(name) ?? name, ...rest], { timeout: 3_600_000 });
    let ended = false;
    void daemon.done.then(() => {
      ended = true;
    });
    const deadline = Date.now() + 20_000 * patience;
    while ((await this.command(ready)).status !== 0) {
      if (ended || Date.now() > deadline) throw new Error(`${name} is not ready: ${daemon.stderr()}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /**
   * What is left of containers after a moment: mounts, control groups, and processes but those of the engine itself, by the
   * name of their program.
   */
  async leftovers(...engine: readonly string[]): Promise<readonly string[]> {
    for (let tries = 0; ; tries++) {
      const left = this.#leftNow(engine);
      if (left.length === 0 || tries === 40 * patience) return left;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  #leftNow(engine: readonly string[]): readonly string[] {
    const scene = { engine: this.#engine.pid, mounts: this.#mounts, cgroup: this.cgroup, root: '' };
    const { processes, mounts, cgroups } = leftovers(scene);
    const isEngine = (line: string): boolean => engine.includes(basename(line.split(' ')[0] ?? ''));
    // The engines' storage; podman keeps the groups of conmon.
    const own = [...PRIVATE, join(this.dir, 'storage'), join(this.dir, 'storage/vfs')];
    return [
      ...processes.filter((line) => !isEngine(line)),
      ...mounts.filter((point) => !own.includes(point)),
      ...cgroups.filter((path) => !/conmon/.test(path)),
    ];
  }

  /** What the runtime keeps about containers, as a listing of its root. */
  async runtimeState(root = `/run/${runtimeName()}`): Promise<string> {
    return (await this.command(['ls', root])).stdout;
  }

  /** Ends and removes all of it. */
  async close(): Promise<void> {
    await this.#engine.close();
    await removeCgroups(this.cgroup);
    const inside = mountPoints(process.pid).filter((point) => point.startsWith(this.dir));
    if (inside.length > 0) throw new Error(`mounts are left in the test's directory: ${inside.join(' ')}`);
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** The path of the runtime under test: engines look for names in places of their own. */
export function engineRuntime(): string {
  const path = runtimePath();
  return path.includes('/') ? path : (findProgram(path) ?? path);
}
