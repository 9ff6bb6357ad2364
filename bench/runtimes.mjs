// The runtimes that are compared, each as a way to call it.

import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { nodeHost } from '../dist/host/node.js';
import { plan } from '../dist/planner.js';

const dist = (name) => fileURLToPath(new URL(`../dist/${name}`, import.meta.url));

export const LAUNCHER = dist('runts');

/** The path of a program of this machine, or undefined. */
export function find(program) {
  const places = `${process.env.PATH}:/usr/sbin:/sbin`.split(':');
  return places.map((place) => `${place}/${program}`).find(existsSync);
}

/** The first line that a program says of itself. */
export function version(path) {
  return execFileSync(path, ['--version'], { encoding: 'utf8' }).split('\n')[0];
}

/** A runtime as its engines call it. `name` also names its state root and bundles. */
export class Runtime {
  /** @param {import('./workshop.mjs').Workshop} workshop */
  constructor(name, path, workshop, driver) {
    this.name = name;
    this.path = path;
    this.driver = driver;
    this.root = `${workshop.state}/${name}-${driver.name}`;
  }

  words(...command) {
    return [this.path, '--root', this.root, ...command];
  }

  call(...command) {
    return this.driver.run(this.words(...command));
  }
}

/** What is left of runts when planning is taken away: the machine, given a program that was made before. */
export class MachineAlone extends Runtime {
  #program;
  #hidden;

  /** `hidden`: mounts that the driver does not see, and the planner is not to see either. */
  constructor(workshop, driver, hidden = []) {
    super('machine', dist('machine'), workshop, driver);
    this.#program = workshop.path('machine.program');
    this.#hidden = hidden;
  }

  call(...command) {
    const all = nodeHost();
    const shown = (line) => !this.#hidden.includes(line.split(' ')[4]);
    const mounts = (text) => text.split('\n').filter(shown).join('\n');
    const read = (path, max) =>
      path === '/proc/self/mountinfo' ? mounts(all.read(path, max)) : all.read(path, max);
    const host = { ...all, read };
    writeFileSync(this.#program, plan(['--root', this.root, ...command], host));
    // Nobody else uses this root, and a lock that stays with us would stop the next command.
    if (host.lockFd() >= 0) closeSync(host.lockFd());
    return this.driver.run([this.path, '3', '-1'], { program: this.#program });
  }
}

/** Where cgroup v2 is mounted beside v1: what makes crun refuse. */
export function unifiedBesideLegacy() {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  const of = (type) =>
    mounts.filter((line) => line.includes(` - ${type} `)).map((line) => line.split(' ')[4]);
  return of('cgroup').length > 0 ? of('cgroup2') : [];
}

/** Words before a command that hide mounts from it, in a mount namespace of its own. */
export function hiding(mounts) {
  if (mounts.length === 0) return [];
  return ['unshare', '--mount', '--', 'sh', '-c', `umount ${mounts.join(' ')} && exec "$@"`, 'sh'];
}
