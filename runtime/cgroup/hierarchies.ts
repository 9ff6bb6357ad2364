/**
 * The cgroup hierarchies the runtime can use, from the texts of procfs.
 * https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html, cgroups(7) /proc/[pid]/cgroup
 */
import type { CgroupHierarchy } from '../plan/request.ts';

/** What one line of mountinfo says of a cgroup file system. */
interface CgroupMount {
  readonly version: 1 | 2;
  /** The directory of the hierarchy that the mount shows as its root. */
  readonly root: string;
  readonly mountpoint: string;
  readonly options: readonly string[];
}

/** One line of /proc/self/cgroup. */
interface Membership {
  readonly version: 1 | 2;
  readonly controllers: readonly string[];
  readonly path: string;
}

/**
 * Every mounted hierarchy once, in the order of the mount table. `unifiedControllers` gives the text of
 * cgroup.controllers at a v2 mount point. A hierarchy that is mounted nowhere is left out.
 */
export function parseHierarchies(
  mountinfo: string,
  selfCgroup: string,
  unifiedControllers: (mountpoint: string) => string = () => '',
): readonly CgroupHierarchy[] {
  const mounts = visible(lines(mountinfo).flatMap(parseMount));
  const found = lines(selfCgroup)
    .flatMap(parseMembership)
    .flatMap((membership) => {
      const mount = choose(
        mounts.filter((each) => shows(each, membership)),
        membership,
      );
      return mount === undefined ? [] : [{ mount, membership }];
    });
  found.sort((a, b) => mounts.indexOf(a.mount) - mounts.indexOf(b.mount));
  return found.map(({ mount, membership }) => ({
    version: mount.version,
    controllers: mount.version === 2 ? words(unifiedControllers(mount.mountpoint)) : membership.controllers,
    mountpoint: mount.mountpoint,
    own: below(membership.path, mount.root) ?? '/',
  }));
}

function parseMount(line: string): readonly CgroupMount[] {
  // Optional fields, any number of them, end at a lone hyphen.
  const [left = '', right = ''] = line.split(' - ');
  const [, , , root, mountpoint] = left.split(' ');
  const [type, , options = ''] = right.split(' ');
  if (root === undefined || mountpoint === undefined || (type !== 'cgroup' && type !== 'cgroup2')) return [];
  return [
    {
      version: type === 'cgroup2' ? 2 : 1,
      root: unquote(root),
      mountpoint: unquote(mountpoint),
      options: options.split(','),
    },
  ];
}

function parseMembership(line: string): readonly Membership[] {
  const [, id, list, path] = /^(\d+):([^:]*):(.*)$/.exec(line) ?? [];
  if (id === undefined || list === undefined || path === undefined) return [];
  return [{ version: id === '0' ? 2 : 1, controllers: list === '' ? [] : list.split(','), path }];
}

/** Of mounts at one place only the last can be reached. */
function visible(mounts: readonly CgroupMount[]): readonly CgroupMount[] {
  return mounts.filter(
    (each, index) => !mounts.slice(index + 1).some((later) => later.mountpoint === each.mountpoint),
  );
}

function shows(mount: CgroupMount, { version, controllers }: Membership): boolean {
  return mount.version === version && controllers.every((each) => mount.options.includes(each));
}

/** Containers' own mounts of the same hierarchy lie elsewhere, or show only a part that the runtime is not in. */
function choose(mounts: readonly CgroupMount[], { path }: Membership): CgroupMount | undefined {
  const usual = mounts.filter(({ mountpoint }) => below(mountpoint, '/sys/fs/cgroup') !== undefined);
  const candidates = usual.length > 0 ? usual : mounts;
  return candidates.find(({ root }) => below(path, root) !== undefined) ?? candidates[0];
}

/** `path` as seen from `root`: `/` for itself, undefined where it does not lie beneath. */
function below(path: string, root: string): string | undefined {
  if (path === root) return '/';
  const prefix = root === '/' ? '' : root;
  // A path that leaves the cgroup namespace starts with "/..": no name of ours leads there.
  return path.startsWith(`${prefix}/`) && !path.startsWith(`${prefix}/../`)
    ? path.slice(prefix.length)
    : undefined;
}

function lines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** The kernel writes space, tab, newline and backslash as three octal digits. */
function unquote(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
