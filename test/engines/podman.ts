import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, CommandOptions, Result } from '../conformance/engine.ts';
import { findProgram, staticBusybox } from '../conformance/programs.ts';
import { engineRuntime, IMAGE, World } from './world.ts';

/** What the host lacks for podman, or undefined. */
export function lacksPodman(): string | undefined {
  for (const name of ['podman', 'conmon']) if (!findProgram(name)) return `no ${name}`;
  return staticBusybox() ? undefined : 'no static busybox';
}

/** How a podman command is called. */
export interface PodmanOptions extends CommandOptions {
  /** Words before podman. */
  readonly prefix?: readonly string[];
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

/** Podman with a storage of its own; the runtime that its containers get is the one under test. */
export class Podman {
  readonly world: World;

  private constructor(world: World) {
    this.world = world;
  }

  /** Opens one that has the image. */
  static open(): Promise<Podman> {
    return World.for(async (world) => {
      const podman = new Podman(world);
      writeFileSync(podman.#path('containers.conf'), CONFIGURATION);
      const { status, stderr } = await podman.command(['import', '--quiet', world.archive, IMAGE]);
      if (status !== 0) throw new Error(`podman import: ${stderr}`);
      return podman;
    });
  }

  /** Starts a podman command and does not wait for its end. */
  spawn(words: readonly string[], options: PodmanOptions = {}): Promise<Command> {
    const own = [
      '--root',
      this.#path('storage'),
      '--runroot',
      this.#path('run'),
      '--tmpdir',
      this.#path('tmp'),
    ];
    const plain = ['--storage-driver', 'vfs', '--cgroup-manager', 'cgroupfs', '--events-backend', 'file'];
    const podman = ['podman', ...own, ...plain, '--runtime', engineRuntime()];
    return this.world.spawn([...(options.prefix ?? []), ...podman, ...words], {
      ...options,
      env: { CONTAINERS_CONF: this.#path('containers.conf') },
    });
  }

  /** Runs a podman command to its end. */
  async command(words: readonly string[], options: PodmanOptions = {}): Promise<Result> {
    return (await this.spawn(words, options)).done;
  }

  /** `podman run --rm` of the image, without network unless the options say otherwise. */
  run(options: readonly string[], args: readonly string[], how: PodmanOptions = {}): Promise<Result> {
    const network = options.includes('--network') ? [] : ['--network', 'none'];
    const parent = ['--cgroup-parent', `/${this.world.cgroup}`];
    return this.command(['run', '--rm', ...parent, ...network, ...options, IMAGE, ...args], how);
  }

  /** `podman run --detach`, of a container that stays until it is removed. */
  start(name: string, options: readonly string[], args: readonly string[]): Promise<Result> {
    const parent = ['--cgroup-parent', `/${this.world.cgroup}`];
    const all = ['--name', name, ...parent, '--network', 'none', ...options];
    return this.command(['run', '--detach', ...all, IMAGE, ...args]);
  }

  #path(name: string): string {
    return join(this.world.dir, name);
  }
}
