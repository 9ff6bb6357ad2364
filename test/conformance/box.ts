import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, type CommandOptions, Engine, type Result } from './engine.ts';
import { type Facts, type ProbeLine, probeLines } from './facts.ts';
import { type Leftovers, mountPoints, removeCgroups, type Scene, settled } from './leftovers.ts';
import { patience } from './patience.ts';
import { programs, runtimePath } from './programs.ts';
import { baseConfig, type Config, merge, probeArgs } from './spec.ts';

/** What `runts state` prints. */
export interface State {
  readonly ociVersion: string;
  readonly id: string;
  readonly status: string;
  readonly pid?: number;
  readonly bundle: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** How a command of the runtime is called. */
export interface CallOptions extends CommandOptions {
  /** Words before the runtime: `setpriv …`, or the helper `with …`. */
  readonly prefix?: readonly string[];
  /** Options of the command itself, before the id: `['--pid-file', …]`. */
  readonly options?: readonly string[];
}

/** A bundle directory with a rootfs that holds the probe, empty directories and a small /etc. */
export interface Bundle {
  readonly dir: string;
  readonly rootfs: string;
}

const PASSWD =
  'root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\nbob:x:1001:1001:::/bin/sh\n';
const GROUP = 'root:x:0:\nalice:x:1000:\nbob:x:1001:\nstaff:x:50:alice\n';

/** One test's own world: a directory, an engine, a state root, a control group. */
export class Box {
  /** The test's own directory; every user may enter it. */
  readonly dir = mkdtempSync(join(tmpdir(), 'runts-test-'));
  readonly root = join(this.dir, 'root');
  /** The parent of every container's cgroupsPath. */
  readonly cgroup = `runts-test-${randomBytes(4).toString('hex')}`;
  readonly engine: Engine;
  /** The runtime that its commands call. */
  readonly runtimePath: string;
  readonly #scene: Scene;
  #bundles = 0;

  private constructor(runtime: string) {
    this.runtimePath = runtime;
    chmodSync(this.dir, 0o755);
    this.engine = Engine.start(programs().engine, join(this.dir, 'io'));
    this.#scene = {
      engine: this.engine.pid,
      mounts: mountPoints(process.pid),
      cgroup: this.cgroup,
      root: this.root,
    };
  }

  /** Opens one for the runtime under test, or another; when the engine has answered its namespace exists. */
  static async open(runtime = runtimePath()): Promise<Box> {
    const box = new Box(runtime);
    await box.engine.command(['true']);
    return box;
  }

  /** A new bundle with {@link baseConfig} and these changes; `cgroupsPath` is the test's own unless given. */
  bundle(changes: Config = {}, base: Config = baseConfig): Bundle {
    const name = `b${this.#bundles++}`;
    const dir = join(this.dir, name);
    const rootfs = join(dir, 'rootfs');
    for (const path of ['bin', 'dev', 'etc', 'home/alice', 'proc', 'root', 'sys', 'tmp']) {
      mkdirSync(join(rootfs, path), { recursive: true, mode: 0o755 });
    }
    chmodSync(join(rootfs, 'tmp'), 0o1777);
    copyFileSync(programs().probe, join(rootfs, 'probe'));
    chmodSync(join(rootfs, 'probe'), 0o755);
    writeFileSync(join(rootfs, 'etc/passwd'), PASSWD);
    writeFileSync(join(rootfs, 'etc/group'), GROUP);

    const ownCgroup = process.getuid?.() === 0 ? { linux: { cgroupsPath: `/${this.cgroup}/${name}` } } : {};
    const config = merge(merge(base, ownCgroup), changes);
    writeFileSync(join(dir, 'config.json'), JSON.stringify(config, null, 2));
    return { dir, rootfs };
  }

  /** Starts a command of the runtime under test, and does not wait for its end. */
  spawn(words: readonly string[], options: CallOptions = {}): Promise<Command> {
    return this.engine.spawn(
      [...(options.prefix ?? []), this.runtimePath, '--root', this.root, ...words],
      options,
    );
  }

  /** Runs a command of the runtime under test. */
  async runtime(words: readonly string[], options: CallOptions = {}): Promise<Result> {
    return (await this.spawn(words, options)).done;
  }

  /** `run` of a bundle under its directory's name. */
  async run(bundle: Bundle, options: CallOptions = {}): Promise<Result> {
    return this.runtime(['run', '--bundle', bundle.dir, ...(options.options ?? []), idOf(bundle)], options);
  }

  /** Runs the probe's verbs in a container with these changes of the config; each has to succeed as a program. */
  async probe(changes: Config, ...verbs: readonly (readonly string[])[]): Promise<ProbeLine[]> {
    return this.probeIn(this.bundle(merge({ process: { args: probeArgs(verbs) } }, changes)));
  }

  /** Runs a bundle whose program is the probe. */
  async probeIn(bundle: Bundle, options: CallOptions = {}): Promise<ProbeLine[]> {
    const result = await this.run(bundle, options);
    if (result.status !== 0)
      throw new Error(`run: status ${result.status}: ${result.stderr}${result.stdout.slice(0, 200)}`);
    return probeLines(result.stdout);
  }

  /** What the probe sees in a container with these changes of the config. */
  async facts(changes: Config = {}, options: CallOptions = {}): Promise<Facts> {
    const [facts] = await this.probeIn(this.bundle(changes), options);
    return facts as unknown as Facts;
  }

  /** `create` of a bundle; the container's output is the command's. */
  async create(bundle: Bundle, options: CallOptions = {}): Promise<Container> {
    const id = idOf(bundle);
    const pidFile = join(bundle.dir, 'pid');
    const words = ['create', '--bundle', bundle.dir, '--pid-file', pidFile, ...(options.options ?? []), id];
    const command = await this.spawn(words, options);
    const result = await command.done;
    if (result.status !== 0) throw new Error(`create: status ${result.status}: ${result.stderr}`);
    return new Container(this, id, bundle, Number(readFileSync(pidFile, 'utf8')), command);
  }

  /** What the runtime has left behind so far. */
  leftovers(): Promise<Leftovers> {
    return settled(this.#scene);
  }

  /** Ends and removes all of it. */
  async close(): Promise<void> {
    await this.engine.close();
    await removeCgroups(this.cgroup);
    // The engine's mounts have gone with its namespace. Should one be here all the same, nothing is removed beneath it.
    const inside = mountPoints(process.pid).filter((point) => point.startsWith(this.dir));
    if (inside.length > 0) throw new Error(`mounts are left in the test's directory: ${inside.join(' ')}`);
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** A container that was created, by the commands an engine would use. */
export class Container {
  readonly id: string;
  readonly bundle: Bundle;
  readonly pid: number;
  readonly #box: Box;
  readonly #command: Command;

  constructor(box: Box, id: string, bundle: Bundle, pid: number, command: Command) {
    this.#box = box;
    this.id = id;
    this.bundle = bundle;
    this.pid = pid;
    this.#command = command;
  }

  /** What it has written to stdout so far, create's own output included. */
  stdout(): string {
    return this.#command.stdout();
  }

  /** What it has written to stderr so far. */
  stderr(): string {
    return this.#command.stderr();
  }

  /** What the probe has said so far. */
  lines(): ProbeLine[] {
    return probeLines(this.stdout());
  }

  /** `start`. */
  start(): Promise<Result> {
    return this.#box.runtime(['start', this.id]);
  }

  /** `kill`. */
  kill(...words: readonly string[]): Promise<Result> {
    return this.#box.runtime(['kill', this.id, ...words]);
  }

  /** `delete`. */
  delete(...options: readonly string[]): Promise<Result> {
    return this.#box.runtime(['delete', ...options, this.id]);
  }

  /** `state`, parsed. */
  async state(): Promise<State> {
    const result = await this.#box.runtime(['state', this.id]);
    if (result.status !== 0) throw new Error(`state: status ${result.status}: ${result.stderr}`);
    return JSON.parse(result.stdout) as State;
  }

  /** The exit status of its init, once that has ended; ten seconds at most. */
  async exited(): Promise<number> {
    let status: number | undefined;
    void this.#box.engine.reaped(this.pid).then((value) => {
      status = value;
    });
    await until(() => status !== undefined);
    return status ?? 0;
  }

  /** Starts it, waits for its end, deletes it: what the probe said in between. */
  async finish(): Promise<ProbeLine[]> {
    const started = await this.start();
    if (started.status !== 0) throw new Error(`start: status ${started.status}: ${started.stderr}`);
    await this.exited();
    const deleted = await this.delete();
    if (deleted.status !== 0) throw new Error(`delete: status ${deleted.status}: ${deleted.stderr}`);
    return this.lines();
  }
}

/** A bundle's container is named after its directory. */
export function idOf(bundle: Bundle): string {
  return bundle.dir.split('/').pop() ?? '';
}

/** Waits until `condition` holds, ten seconds at most, times {@link patience}. */
export async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    if (tries === 1000 * patience) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Waits for a file to be there. */
export function fileExists(path: string): Promise<void> {
  return until(() => existsSync(path));
}
