import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { patience } from './patience.ts';

/** How a command is given to {@link Engine.spawn}. */
export interface CommandOptions {
  readonly cwd?: string;
  /** What stands on stdin; default: nothing, an immediate end of file. */
  readonly stdin?: string;
  /** A path to open as stdin, a FIFO for example, instead of `stdin`. */
  readonly stdinPath?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** milliseconds until it is killed, times {@link patience}; default 20000 */
  readonly timeout?: number;
}

/** A command that has ended. */
export interface Result {
  /** The exit status, 128 + n when signal n ended it. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that may still run. Its output is readable at any time, and grows as long as a container writes to it. */
export interface Command {
  readonly pid: number;
  readonly done: Promise<Result>;
  stdout(): string;
  stderr(): string;
}

/** A PATH and nothing else: what a careful engine gives. */
const ENVIRONMENT = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };

/**
 * What stands for containerd or conmon in the tests: test/probe/engine.c, a subreaper in a mount namespace of its own
 * that starts commands, and hears of the end of every process that falls to it.
 */
export class Engine {
  readonly #child: ChildProcess;
  readonly #dir: string;
  readonly #spawned = new Map<string, (answer: readonly string[]) => void>();
  readonly #ended = new Map<number, number>();
  readonly #waiting = new Map<number, (status: number) => void>();
  #commands = 0;
  #unread = '';

  private constructor(program: string, dir: string) {
    this.#dir = dir;
    mkdirSync(dir, { recursive: true, mode: 0o755 });
    this.#child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'], env: {} });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
  }

  /** Starts the program; the commands' stdin, stdout and stderr become files in `dir`. */
  static start(program: string, dir: string): Engine {
    return new Engine(program, dir);
  }

  /** The engine's own process, whose descendants the containers are. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Starts a command and returns when it has a pid. */
  async spawn(argv: readonly string[], options: CommandOptions = {}): Promise<Command> {
    const tag = String(this.#commands++);
    const path = (suffix: string): string => join(this.#dir, `${tag}.${suffix}`);
    writeFileSync(path('in'), options.stdin ?? '');
    for (const suffix of ['out', 'err']) writeFileSync(path(suffix), '', { mode: 0o666 });

    const env = Object.entries({ ...(options.env ?? ENVIRONMENT) }).map(
      ([name, value]) => `${name}=${value}`,
    );
    const stdin = options.stdinPath ?? path('in');
    const words = [tag, options.cwd ?? '/', stdin, path('out'), path('err'), ...env, '', ...argv];
    const message = Buffer.from(words.map((word) => `${word}\0`).join(''));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(message.length);

    const answer = await new Promise<readonly string[]>((resolve) => {
      this.#spawned.set(tag, resolve);
      this.#child.stdin?.write(Buffer.concat([length, message]));
    });
    if (answer[0] === 'failed') throw new Error(`engine cannot fork: errno ${answer[2]}`);
    const pid = Number(answer[2]);
    const stdout = (): string => readFileSync(path('out'), 'utf8');
    const stderr = (): string => readFileSync(path('err'), 'utf8');
    return {
      pid,
      stdout,
      stderr,
      done: this.#result(pid, stdout, stderr, (options.timeout ?? 20_000) * patience),
    };
  }

  /** Runs a command to its end. */
  async command(argv: readonly string[], options: CommandOptions = {}): Promise<Result> {
    return (await this.spawn(argv, options)).done;
  }

  /** The exit status of a process that is, or will be, a child of the engine: a command, or a container's init. */
  reaped(pid: number): Promise<number> {
    const status = this.#ended.get(pid);
    if (status !== undefined) return Promise.resolve(status);
    return new Promise((resolve) => this.#waiting.set(pid, resolve));
  }

  /** Ends everything below the engine, then the engine. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#child.once('close', () => resolve());
      this.#child.stdin?.end();
    });
  }

  async #result(pid: number, stdout: () => string, stderr: () => string, timeout: number): Promise<Result> {
    let note = '';
    const stop = after(timeout, () => {
      note = `\ntest harness: killed after ${timeout} ms`;
      process.kill(pid, 'SIGKILL');
    });
    const status = await this.reaped(pid);
    stop();
    return { status, stdout: stdout(), stderr: stderr() + note };
  }

  #hear(text: string): void {
    const lines = (this.#unread + text).split('\n');
    this.#unread = lines.pop() ?? '';
    for (const line of lines) {
      const words = line.split(' ');
      if (words[0] === 'reaped') this.#reap(Number(words[1]), Number(words[2]));
      else this.#spawned.get(words[1] ?? '')?.(words);
    }
  }

  #reap(pid: number, waitStatus: number): void {
    const signal = waitStatus & 0x7f;
    const status = signal === 0 ? waitStatus >> 8 : 128 + signal;
    this.#ended.set(pid, status);
    this.#waiting.get(pid)?.(status);
  }
}

/** Many small waits instead of one long: where the clock of an emulated machine leaps ahead, only one of them is lost. */
const STEPS = 40;

/** Calls once when that many milliseconds have passed; the function returned stops it. */
function after(milliseconds: number, call: () => void): () => void {
  let left = STEPS;
  const timer = setInterval(() => {
    left--;
    if (left > 0) return;
    clearInterval(timer);
    call();
  }, milliseconds / STEPS);
  return () => clearInterval(timer);
}
