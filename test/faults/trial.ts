import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgv } from '../../runtime/commands/parse.ts';
import { encode } from '../../runtime/host/encode.ts';
import { type NodeHost, nodeHost } from '../../runtime/host/node.ts';
import type { Op, Track } from '../../runtime/plan/op.ts';
import { checkPlan, type Plan, type PlannedOp } from '../../runtime/plan/plan.ts';
import { planInvocation } from '../../runtime/planner.ts';
import { Box, type State } from '../conformance/box.ts';
import type { Result } from '../conformance/engine.ts';
import { cgroupRoots, descendants, type Leftovers, NOTHING } from '../conformance/leftovers.ts';
import { programs } from '../conformance/programs.ts';
import { type Config, merge } from '../conformance/spec.ts';
import { buildMachines, machines } from '../native/machine/run-plan.ts';

const BUNDLES = fileURLToPath(new URL('../../bundles', import.meta.url));

/** What a fault is tried on: a bundle of bundles/, perhaps with a changed config. */
export interface Subject {
  readonly name: string;
  readonly bundle: string;
  readonly change?: (config: Config) => Config;
}

/** Every bundle of bundles/. */
export function subjects(): readonly Subject[] {
  const names = readdirSync(BUNDLES).filter((name) => existsSync(join(BUNDLES, name, 'config.json')));
  const all = names.map((name) => ({ name: `bundles/${name}`, bundle: name }));
  return all.map((subject) => (subject.bundle === 'joined' ? { ...subject, change: joinOwn } : subject));
}

/** The namespace that the bundle joins is one that nobody has made. */
function joinOwn(config: Config): Config {
  const { namespaces } = config.linux as { namespaces: readonly { type: string }[] };
  const own = namespaces.map((each) => ({
    ...each,
    ...('path' in each ? { path: '/proc/self/ns/net' } : {}),
  }));
  return merge(config, { linux: { namespaces: own } });
}

/** What can be left behind, and where none of it is: files outside the rootfs are paths in the test's directory. */
export interface Left extends Leftovers {
  readonly files: readonly string[];
}
export const NOTHING_LEFT: Left = { ...NOTHING, files: [] };

/** An op without what a test's own ops have alike. */
type Inserted = Op extends infer O ? (O extends Op ? Omit<O, 'in' | 'origin'> : never) : never;

/**
 * A bundle's create or run, planned once for a copy of the bundle in a world of its own, and carried out as often as
 * a test likes, with more ops in it than the planner gave.
 */
export class Trial {
  readonly box: Box;
  readonly plan: Plan;
  readonly id = 'victim';
  readonly pidFile: string;
  readonly #before: readonly string[];
  readonly #whole: boolean;
  #console: Server | undefined;
  readonly #peers: Socket[] = [];

  private constructor(
    box: Box,
    { name, bundle, change = (same) => same }: Subject,
    command: 'create' | 'run',
  ) {
    buildMachines();
    this.#whole = name === 'bundles/hello';
    this.box = box;
    const dir = join(box.dir, 'bundle');
    cpSync(join(BUNDLES, bundle), dir, { recursive: true });
    const given: Config = JSON.parse(readFileSync(join(dir, 'config.json'), 'utf8'));
    const config = merge(change(given), { linux: { cgroupsPath: `/${box.cgroup}/deep/${this.id}` } });
    writeFileSync(join(dir, 'config.json'), JSON.stringify(config));
    // Where the rootfs is one that people bring, it gets a program that ends at once.
    const { args = [] } = (config.process ?? {}) as { args?: readonly string[] };
    if (args[0] === 'sh') {
      mkdirSync(join(dir, 'rootfs/bin'), { recursive: true });
      copyFileSync(programs().probe, join(dir, 'rootfs/bin/sh'));
    }

    // Only what create is given: run holds the terminal itself.
    const { terminal: wanted } = (config.process ?? {}) as { terminal?: boolean };
    const terminal = wanted === true && command === 'create';
    const socket = join(box.dir, 'console.sock');
    if (terminal) this.#console = this.#listen(socket);
    this.pidFile = join(box.dir, 'pid');
    const words = ['--bundle', dir, '--pid-file', this.pidFile];
    if (terminal) words.push('--console-socket', socket);
    this.plan = planned(['--root', box.root, command, ...words, this.id]);
    this.#before = this.#files();
  }

  static async open(subject: Subject, command: 'create' | 'run'): Promise<Trial> {
    const box = await Box.open();
    try {
      return new Trial(box, subject, command);
    } catch (error) {
      await box.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    for (const peer of this.#peers) peer.destroy();
    this.#console?.close();
    await this.box.close();
  }

  /** The plan with an op before the op at `index` (or after the last), on the same track. */
  insert(index: number, op: Inserted, track = this.track(index)): readonly PlannedOp[] {
    const inserted = { ...op, in: track, origin: '', stage: 'test' } as PlannedOp;
    return [...this.plan.ops.slice(0, index), inserted, ...this.plan.ops.slice(index)];
  }

  track(index: number): Track {
    return (this.plan.ops[index] ?? this.plan.ops.at(-1))?.in ?? 'runtime';
  }

  /** The lock that the launcher would have taken. */
  get lock(): string {
    return join(this.box.root, '.lock', this.id);
  }

  /** The first op worth a fault: up to where run differs from create, only one subject need show it. */
  get first(): number {
    if (this.plan.command === 'create' || this.#whole) return 0;
    return this.plan.ops.findIndex(({ stage }) => stage === 'created');
  }

  /** Carries out a plan of these ops, as the launcher would; `prefix`: words before the machine. */
  carryOut(ops: readonly PlannedOp[] = this.plan.ops, prefix: readonly string[] = []): Promise<Result> {
    const program = join(this.box.dir, 'io/program');
    for (const peer of this.#peers.splice(0)) peer.destroy();
    mkdirSync(join(this.box.root, '.lock'), { recursive: true, mode: 0o700 });
    writeFileSync(this.lock, '');
    writeFileSync(program, encode(checkPlan({ ...this.plan, ops })));
    const { preserveFds } = this.plan.options;
    const [first, second] = [3 + preserveFds, 4 + preserveFds];
    const descriptors = ['--fd', `${first}:${program}`, '--fd', `${second}:${this.lock}`];
    for (let fd = 3; fd < first; fd++) descriptors.push('--fd', `${fd}:/dev/null`);
    const words = [...prefix, machines.real, String(first), String(second)];
    return this.box.engine.command([programs().with, ...descriptors, '--', ...words]);
  }

  /** The plan of another command on it: its words before the id. */
  planOf(...words: readonly string[]): readonly PlannedOp[] {
    return planned(['--root', this.box.root, ...words, this.id]).ops;
  }

  /** What `state` would print of it. */
  state(): State {
    const [op] = this.planOf('state');
    return JSON.parse(op?.op === 'print' && typeof op.text === 'string' ? op.text : '');
  }

  /** `delete --force` of it: planned here and carried out by the machine, which spares the start of Node. */
  async deleteForce(): Promise<Result> {
    const ops = this.planOf('delete', '--force');
    // Without a lock there has been nothing to lock: the launcher would make none.
    return ops.length === 0 ? { status: 0, stdout: '', stderr: '' } : this.carryOut(ops);
  }

  /** Waits up to two seconds for every process to be gone; how many are not. */
  async waiting(): Promise<number> {
    for (let tries = 0; ; tries++) {
      const { length } = descendants(this.box.engine.pid);
      if (length === 0 || tries === 200) return length;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Everything that is there and was not there in the beginning. */
  async left(): Promise<Left> {
    const left = await this.box.leftovers();
    const files = this.#files().filter((path) => !this.#before.includes(path));
    const ancestors = cgroupRoots().filter((root) => existsSync(join(root, this.box.cgroup)));
    return { ...left, cgroups: [...ancestors, ...left.cgroups], files };
  }

  /** What it receives stays unread, and so the terminal open. */
  #listen(socket: string): Server {
    return createServer({ pauseOnConnect: true }, (peer) => {
      this.#peers.push(peer.on('error', () => {}));
    }).listen(socket);
  }

  /** The names of all files of the test, but for the engine's and the bundle's own, where hooks may write. */
  #files(dir = this.box.dir): string[] {
    return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
      const path = join(dir, entry.name);
      if (entry.name === 'io' || entry.name === 'bundle') return [];
      if (path === this.box.root || path === join(this.box.root, '.lock')) return this.#files(path);
      return entry.isDirectory() ? [path, ...this.#files(path)] : [path];
    });
  }
}

/** The plan of a command line, with the facts of this host, and without taking the lock. */
function planned(argv: readonly string[]): Plan {
  const host: NodeHost = { ...nodeHost(), lock: () => {} };
  return planInvocation(parseArgv(argv), host, { preserveFds: 0, debug: false, log: undefined });
}
