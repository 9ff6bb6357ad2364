// bench/spawn.c as an object: commands are started and measured there, one at a time.

import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { createInterface } from 'node:readline';

/** What a command cost. Times in milliseconds, memory in KiB. */
/** @typedef {{ ms: number, peak: number, user: number, system: number }} Cost */

export class Driver {
  #child;
  #lines;

  /**
   * `name` tells drivers apart; `command` is this one's own, perhaps with words before it that prepare its surroundings. The commands that it starts
   * get an environment of PATH alone, as an engine's do at most.
   */
  constructor(name, command) {
    this.name = name;
    const [file, ...args] = command;
    const env = { PATH: process.env.PATH };
    this.#child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'], env });
    // What else runs on this machine is to disturb as little as it can.
    setPriority(this.#child.pid, constants.priority.PRIORITY_HIGHEST);
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /**
   * Runs a command to its end; throws if it fails. `options`: `program`, a file for descriptor 3; `output`, a file for
   * standard output; `childless`, to leave the processes that it starts out of its figures.
   */
  async run(words, { program, output, childless = false } = {}) {
    const line = [
      ...(program ? [`3<${program}`] : []),
      ...(output ? [`>${output}`] : []),
      ...(childless ? ['SIGCHLD=IGN'] : []),
      ...words,
    ];
    if (line.some((word) => word === '' || /[\t\n]/.test(word))) throw new Error(`cannot pass on ${line}`);
    const [ns, status, peak, user, system] = await this.#ask(line.join('\t'));
    if (status !== 0) throw new Error(`status ${status}: ${words.join(' ')}`);
    return { ms: ns / 1e6, peak, user: user / 1e3, system: system / 1e3 };
  }

  /** Waits for the end of a process that a command has left behind: the init of a container. */
  async reap(pid) {
    await this.#ask(`reap\t${pid}`);
  }

  stop() {
    this.#child.stdin.end();
  }

  async #ask(line) {
    this.#child.stdin.write(`${line}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('the driver has ended');
    return value.split(' ').map(Number);
  }
}
