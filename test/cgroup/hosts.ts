/** Hosts as procfs describes them, for the tests of cgroups. */
import { parseHierarchies } from '../../runtime/cgroup/hierarchies.ts';
import type { CgroupHierarchy } from '../../runtime/plan/request.ts';

/** A host's /proc/self/mountinfo and /proc/self/cgroup. */
export interface Host {
  readonly mountinfo: string;
  readonly cgroup: string;
  readonly controllers?: string;
}

const root = '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard\n';

/** A distribution of today: pure v2, the runtime in a login session. */
export const unified: Host = {
  mountinfo: `${root}30 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot\n`,
  cgroup: '0::/user.slice/user-1000.slice/session-3.scope\n',
  controllers: 'cpuset cpu io memory pids\n',
};

/** systemd's hybrid layout: v1 with controllers mounted together, v2 without any. */
export const hybrid: Host = {
  mountinfo: [
    root.trim(),
    '30 23 0:26 / /sys/fs/cgroup ro,nosuid,nodev,noexec shared:9 - tmpfs tmpfs ro,size=4096k,nr_inodes=1024,mode=755',
    '31 30 0:27 / /sys/fs/cgroup/unified rw,nosuid,nodev,noexec,relatime shared:10 - cgroup2 cgroup2 rw,nsdelegate',
    '32 30 0:28 / /sys/fs/cgroup/systemd rw,nosuid,nodev,noexec,relatime shared:11 - cgroup cgroup rw,xattr,name=systemd',
    '35 30 0:31 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid,nodev,noexec,relatime shared:15 - cgroup cgroup rw,cpu,cpuacct',
    '36 30 0:32 / /sys/fs/cgroup/cpuset rw,nosuid,nodev,noexec,relatime shared:16 - cgroup cgroup rw,cpuset',
    '37 30 0:33 / /sys/fs/cgroup/devices rw,nosuid,nodev,noexec,relatime shared:17 - cgroup cgroup rw,devices',
    '',
  ].join('\n'),
  cgroup: [
    '9:cpuset:/',
    '5:devices:/user.slice',
    '3:cpu,cpuacct:/',
    '1:name=systemd:/user.slice/user-0.slice/session-1.scope',
    '0::/user.slice/user-0.slice/session-1.scope',
    '',
  ].join('\n'),
};

/** Inside a container on a v1 host, without a cgroup namespace: the mounts show only the container's own part. */
export const nested: Host = {
  mountinfo: [
    '500 400 0:50 / / rw,relatime - overlay overlay rw',
    '510 500 0:60 / /sys/fs/cgroup rw,nosuid,nodev,noexec - tmpfs tmpfs rw,mode=755',
    '511 510 0:33 /docker/abc /sys/fs/cgroup/devices ro,nosuid,nodev,noexec,relatime master:17 - cgroup cgroup rw,devices',
    '512 510 0:32 /docker/abc /sys/fs/cgroup/cpuset ro,nosuid,nodev,noexec,relatime master:16 - cgroup cgroup rw,cpuset',
    '',
  ].join('\n'),
  cgroup: '9:cpuset:/docker/abc\n5:devices:/docker/abc/inner\n4:memory:/docker/abc\n0::/\n',
};

/** The host's hierarchies as facts have them. */
export function hierarchiesOf(host: Host): readonly CgroupHierarchy[] {
  return parseHierarchies(host.mountinfo, host.cgroup, () => host.controllers ?? '');
}
