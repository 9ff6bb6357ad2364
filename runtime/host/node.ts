/** `Host` over Node: the functions of native/host, through the addon. */
import type { HostError } from '../errors.ts';
import { glance } from '../spec/glance.ts';
import { loadAddon } from './addon.ts';
import type { Host } from './host.ts';
import { makeRealm, type Realm } from './realm.ts';
import { writeTexts } from './write-texts.ts';

export interface NodeHostOptions {
  /** The process that will be the runtime: the launcher, when this one only plans for it. Default: this process. */
  readonly pid?: number;
  /** The caller's environment. Default: this process's. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What a look that fails throws, where the planner runs in a realm of its own: see `loadAddon`. */
  readonly HostError?: typeof HostError;
  /** Where plugins run: the planner's own realm. Default: one of theirs. */
  readonly realm?: Realm;
}

/** A host that also tells the descriptor of the lock it holds. */
export interface NodeHost extends Host {
  /** The descriptor of the lock, close-on-exec, or -1 when none was taken. */
  lockFd(): number;
}

/** The system that this process runs on, as the planner may see it. */
export function nodeHost(options: NodeHostOptions = {}): NodeHost {
  const addon = loadAddon(options.HostError);
  let held = -1;
  let { realm } = options;

  return {
    env: options.env ?? process.env,
    cwd: addon.cwd,
    directory: addon.directory,
    ids: () => ({ ...addon.ids(), pid: options.pid ?? process.pid }),
    now: Date.now,
    read: addon.read,
    list: addon.list,
    stat: addon.stat,
    realpath: addon.realpath,
    readlink: addon.readlink,
    statfs: addon.statfs,
    hash: addon.hash,
    startTime: addon.startTime,
    lock: (path, wait) => {
      held = addon.lock(path, wait, held);
    },
    lockFd: () => held,
    evaluate(text, file) {
      realm ??= makeRealm();
      return realm(text, file);
    },
    glance,
    writeTexts,
  };
}
