// Everything that measuring needs, made in a temporary directory: programs, a bundle, state roots.

import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { config } from './config.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** The parent of all control groups that are made here. */
const CGROUP = `runts-bench-${process.pid}`;

/** statfs(2): the type of tmpfs. */
const TMPFS = 0x01021994;

export class Workshop {
  directory = mkdtempSync(join(tmpdir(), 'runts-bench-'));
  /** For state: where a runtime has its own, /run, that is a tmpfs. */
  state = mkdtempSync(join(tmpfs(), 'runts-bench-'));
  /** Starts and measures commands. */
  driver = this.#compile('spawn', '-D_GNU_SOURCE');
  #program = this.#compile('program', '-nostdlib');

  /** A bundle as engines make them, whose program ends at once or waits for its end. */
  bundle(name, { waits = false } = {}) {
    const directory = join(this.directory, name);
    for (const path of ['bin', 'dev', 'proc', 'sys'])
      mkdirSync(join(directory, 'rootfs', path), { recursive: true });
    copyFileSync(this.#program, join(directory, 'rootfs/bin/true'));
    const args = waits ? ['/bin/true', 'later'] : ['/bin/true'];
    writeFileSync(join(directory, 'config.json'), JSON.stringify(config(args, `/${CGROUP}/${name}`)));
    return directory;
  }

  path(name) {
    return join(this.directory, name);
  }

  /** Removes all of it. Containers must have been deleted. */
  close() {
    for (const hierarchy of hierarchies()) removeCgroups(join(hierarchy, CGROUP));
    const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .map((line) => line.split(' ')[4] ?? '');
    if (mounts.some((point) => point.startsWith(this.directory)))
      throw new Error(`mounts are left in ${this.directory}`);
    for (const path of [this.directory, this.state]) rmSync(path, { recursive: true, force: true });
  }

  #compile(name, ...flags) {
    const path = this.path(name);
    const cc = process.env.CC ?? 'cc';
    execFileSync(cc, ['-std=c17', '-Os', '-static', '-s', ...flags, here(`${name}.c`), '-o', path]);
    return path;
  }
}

function tmpfs() {
  return ['/run', '/dev/shm'].find((path) => statfsSync(path).type === TMPFS) ?? tmpdir();
}

/** Where control groups are mounted. */
function hierarchies() {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => / - cgroup2? /.test(line))
    .map((line) => line.split(' ')[4]);
}

function removeCgroups(directory) {
  try {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      if (entry.isDirectory()) removeCgroups(join(directory, entry.name));
    }
    rmdirSync(directory);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}
