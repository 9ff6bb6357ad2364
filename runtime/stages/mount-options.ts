/**
 * Mount options: mount(8)'s words into mount attributes, propagation and what the file system itself is told.
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#linux-mount-options
 */
import type { attribute, propagation } from '../plan/flags.ts';

export type Attribute = keyof typeof attribute;
export type Propagation = keyof typeof propagation;

/** A mount's options, sorted by what they concern. */
export interface MountOptions {
  readonly bind: boolean;
  readonly recursive: boolean;
  readonly remount: boolean;
  readonly readonly: boolean | undefined;
  /** Attributes of the mount itself, and (r*) of it and all beneath it. */
  readonly set: readonly Attribute[];
  readonly clear: readonly Attribute[];
  readonly setRecursive: readonly Attribute[];
  readonly clearRecursive: readonly Attribute[];
  readonly propagation: Propagation | undefined;
  readonly propagationRecursive: boolean;
  readonly copyUp: boolean;
  readonly nofollow: boolean;
  /** Words of the superblock that fsconfig(2) knows for every file system. */
  readonly superblock: readonly string[];
  /** What is left: the file system's own options. */
  readonly data: readonly string[];
  /** Options that runts knows and does not carry out. */
  readonly unsupported: readonly string[];
}

/** What one word does to the attributes; `_ATIME` is the whole field, which must be cleared to set one value of it. */
interface Effect {
  readonly set?: readonly Attribute[];
  readonly clear?: readonly Attribute[];
}

const atime = (value?: Attribute): Effect => ({
  clear: ['_ATIME'],
  ...(value === undefined ? {} : { set: [value] }),
});

const attributes = new Map<string, Effect>(
  Object.entries({
    ro: { set: ['RDONLY'] },
    rw: { clear: ['RDONLY'] },
    nosuid: { set: ['NOSUID'] },
    suid: { clear: ['NOSUID'] },
    nodev: { set: ['NODEV'] },
    dev: { clear: ['NODEV'] },
    noexec: { set: ['NOEXEC'] },
    exec: { clear: ['NOEXEC'] },
    noatime: atime('NOATIME'),
    strictatime: atime('STRICTATIME'),
    // Relatime is what the kernel does where none of the others is set.
    relatime: atime(),
    atime: atime(),
    norelatime: atime(),
    nostrictatime: atime(),
    nodiratime: { set: ['NODIRATIME'] },
    diratime: { clear: ['NODIRATIME'] },
    nosymfollow: { set: ['NOSYMFOLLOW'] },
    symfollow: { clear: ['NOSYMFOLLOW'] },
  }),
);

/** Each with its recursive word. */
const propagations: ReadonlyMap<string, { readonly kind: Propagation; readonly recursive: boolean }> =
  new Map(
    (['private', 'shared', 'slave', 'unbindable'] as const).flatMap((kind) =>
      [false, true].map((recursive) => [recursive ? `r${kind}` : kind, { kind, recursive }] as const),
    ),
  );

/** Of the file system as a whole, whatever its type. */
const superblockWords: ReadonlySet<string> = new Set([
  'sync',
  'async',
  'dirsync',
  'lazytime',
  'nolazytime',
  'mand',
  'nomand',
]);

/**
 * Known words without an effect of their own: `defaults` asks for nothing, silent and loud are about printk, and
 * iversion has no meaning in a file system that does not count versions (those that do always count).
 */
const silent: ReadonlySet<string> = new Set([
  'defaults',
  'silent',
  'loud',
  'iversion',
  'noiversion',
  'nofail',
  '_netdev',
]);

/** Sorts a mount's options. The last of two that contradict each other wins, as for mount(8). */
export function parseMountOptions(options: readonly string[]): MountOptions {
  const own = new Attributes();
  const below = new Attributes();
  let bind = false;
  let recursive = false;
  let remount = false;
  let propagation: Propagation | undefined;
  let propagationRecursive = false;
  let copyUp = false;
  let nofollow = false;
  const superblock: string[] = [];
  const data: string[] = [];
  const unsupported: string[] = [];

  for (const option of options) {
    const plain = attributes.get(option);
    const deep = option.startsWith('r') ? attributes.get(option.slice(1)) : undefined;
    const asked = propagations.get(option);
    if (plain !== undefined) own.apply(plain);
    else if (deep !== undefined) below.apply(deep);
    else if (asked !== undefined) {
      propagation = asked.kind;
      propagationRecursive = asked.recursive;
    } else if (superblockWords.has(option)) superblock.push(option);
    else if (option === 'bind') bind = true;
    else if (option === 'rbind') {
      bind = true;
      recursive = true;
    } else if (option === 'remount') remount = true;
    else if (option === 'tmpcopyup') copyUp = true;
    else if (option === 'src-nofollow') nofollow = true;
    else if (/^(r?idmap(=|$)|copy-symlink$|dest-nofollow$)/.test(option)) unsupported.push(option);
    else if (!silent.has(option)) data.push(option);
  }

  return {
    bind,
    recursive,
    remount,
    readonly: own.state('RDONLY'),
    set: own.set(),
    clear: own.clear(),
    setRecursive: below.set(),
    clearRecursive: below.clear(),
    propagation,
    propagationRecursive,
    copyUp,
    nofollow,
    superblock,
    data,
    unsupported,
  };
}

/** What is set and cleared so far, the later word winning. */
class Attributes {
  readonly #states = new Map<Attribute, boolean>();

  apply({ set = [], clear = [] }: Effect): void {
    if (clear.includes('_ATIME'))
      for (const each of ['NOATIME', 'STRICTATIME'] as const) this.#states.delete(each);
    for (const each of clear) this.#states.set(each, false);
    for (const each of set) this.#states.set(each, true);
  }

  state(name: Attribute): boolean | undefined {
    return this.#states.get(name);
  }

  set(): readonly Attribute[] {
    return [...this.#states].filter(([, on]) => on).map(([name]) => name);
  }

  clear(): readonly Attribute[] {
    return [...this.#states].filter(([, on]) => !on).map(([name]) => name);
  }
}
