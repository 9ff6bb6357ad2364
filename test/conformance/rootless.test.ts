import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Box, type Bundle, type CallOptions, idOf } from './box.ts';
import type { Facts, ProbeLine } from './facts.ts';
import { conformance } from './harness.ts';
import { findProgram } from './programs.ts';
import { type Config, merge, probeArgs, rootlessConfig } from './spec.ts';

/** An ordinary user of Debian that has no processes: nobody. As root the tests become it, else they are who they are. */
const isRoot = process.getuid?.() === 0;
const UID = isRoot ? 65534 : (process.getuid?.() ?? 0);
const GID = isRoot ? 65534 : (process.getgid?.() ?? 0);

const PREFIX = isRoot
  ? [
      'setpriv',
      `--reuid=${UID}`,
      `--regid=${GID}`,
      '--clear-groups',
      '--inh-caps=-all',

      '--',
    ]
  : [];

/** A bundle that belongs to the user. */
async function rootlessBundle(box: Box, changes: Config = {}): Promise<Bundle> {
  const bundle = box.bundle(merge({ linux: { cgroupsPath: undefined } }, changes), rootlessConfig(UID, GID));
  if (isRoot) await box.engine.command(['chown', '-R', `${UID}:${GID}`, box.dir]);
  return bundle;
}

async function rootlessProbe(box: Box, changes: Config, options: CallOptions = {}): Promise<ProbeLine[]> {
  return box.probeIn(await rootlessBundle(box, changes), {
    ...options,
    prefix: [...(options.prefix ?? []), ...PREFIX],
  });
}

/** Why an ordinary user can have no container here. */
function noUserNamespaces(): string | undefined {
  const setting = '/proc/sys/kernel/unprivileged_userns_clone';
  const off = existsSync(setting) && Number(readFileSync(setting, 'utf8')) === 0;
  return off ? 'user namespaces are not for ordinary users (kernel.unprivileged_userns_clone)' : undefined;
}

const ROOTLESS = { root: false, lacks: noUserNamespaces };

conformance('an ordinary user is root in a container of its own', ROOTLESS, async (t, box) => {
  const [line] = await rootlessProbe(box, {});
  const facts = line as unknown as Facts;
  t.match(facts, { pid: 1, uids: [0, 0, 0], gids: [0, 0, 0], hostname: 'box', cwd: '/' });
  t.match(facts.uidMap, [new RegExp(`^ *0 +${UID} +1$`)]);
  t.match(facts.gidMap, [new RegExp(`^ *0 +${GID} +1$`)]);
  t.equal(facts.setgroups, 'deny\n');
});

conformance('an ordinary user has the whole lifecycle', ROOTLESS, async (t, box) => {
  const bundle = await rootlessBundle(box, { process: { args: probeArgs([['sleep']]) } });
  const id = idOf(bundle);
  const call = (...words: string[]) => box.runtime(words, { prefix: PREFIX });
  t.match(await call('create', '--bundle', bundle.dir, id), { status: 0, stderr: '' });
  t.match(JSON.parse((await call('state', id)).stdout), { id, status: 'created' });
  t.match(await call('start', id), { status: 0, stderr: '' });
  t.match(JSON.parse((await call('list', '--format', 'json')).stdout), [{ id, status: 'running' }]);
  t.match(await call('kill', id, 'KILL'), { status: 0, stderr: '' });
  t.match(await call('delete', '--force', id), { status: 0 });
});

conformance('files that a rootless container makes belong to the user', ROOTLESS, async (t, box) => {
  const bundle = await rootlessBundle(box, {
    process: {
      args: probeArgs([
        ['create', '/tmp/new', 'x'],
        ['stat', '/tmp/new'],
      ]),
    },
  });
  t.match(await box.probeIn(bundle, { prefix: PREFIX }), [{ error: null }, { uid: 0, gid: 0 }]);
  const { stdout } = await box.engine.command(['stat', '-c', '%u:%g', join(bundle.rootfs, 'tmp/new')]);
  t.equal(stdout, `${UID}:${GID}\n`);
});

conformance(
  'a rootless container has devices and its own devpts, and cannot make devices',
  ROOTLESS,
  async (t, box) => {
    const lines = await rootlessProbe(box, {
      process: {
        args: probeArgs([
          ['write', '/dev/null', 'x'],
          ['stat', '/dev/null'],
          ['open', '/dev/urandom', 'r'],
          ['open', '/dev/ptmx', 'rw'],
          ['mknod', '/tmp/null', 'c', '1', '3'],
        ]),
        capabilities: { bounding: ['CAP_MKNOD'], effective: ['CAP_MKNOD'], permitted: ['CAP_MKNOD'] },
      },
      mounts: [
        { destination: '/proc', type: 'proc', source: 'proc' },
        { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755', 'size=64k'] },
        {
          destination: '/dev/pts',
          type: 'devpts',
          source: 'devpts',
          options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620'],
        },
      ],
    });
    t.match(lines, [
      { error: null },
      { type: 'char', major: 1, minor: 3 },
      { error: null },
      { error: null },
      { error: 'EPERM' },
    ]);
  },
);

conformance('capabilities of a rootless container are for its own namespace', ROOTLESS, async (t, box) => {
  const capabilities = ['CAP_SYS_ADMIN', 'CAP_NET_ADMIN', 'CAP_DAC_OVERRIDE'];
  const [facts, hostname, sysctl] = await rootlessProbe(box, {
    process: {
      args: probeArgs([['facts'], ['sethostname', 'other'], ['write', '/proc/sys/kernel/panic', '0']]),
      capabilities: { bounding: capabilities, effective: capabilities, permitted: capabilities },
    },
  });
  t.match((facts as unknown as Facts).capabilities.effective, [
    'CAP_DAC_OVERRIDE',
    'CAP_NET_ADMIN',
    'CAP_SYS_ADMIN',
  ]);
  t.match([hostname, sysctl], [{ error: null }, { error: 'EACCES' }]);
});

conformance(
  'masks, readonly paths and a readonly root work for an ordinary user',
  ROOTLESS,
  async (t, box) => {
    const lines = await rootlessProbe(box, {
      root: { readonly: true },
      process: {
        args: probeArgs([
          ['cat', '/etc/passwd'],
          ['create', '/etc/new', 'x'],
          ['create', '/new', 'x'],
          ['umount', '/etc/passwd'],
        ]),
      },
      linux: {
        maskedPaths: ['/etc/passwd', '/proc/kcore', '/proc/keys'],
        readonlyPaths: ['/etc', '/proc/sys'],
      },
    });
    t.match(lines, [{ text: '' }, { error: 'EROFS' }, { error: 'EROFS' }, { error: 'EPERM' }]);
  },
);

conformance('a user id that is not mapped is refused', ROOTLESS, async (t, box) => {
  const bundle = await rootlessBundle(box, { process: { user: { uid: 5, gid: 0 } } });
  t.match(await box.run(bundle, { prefix: PREFIX }), { status: 1, stdout: '', stderr: /\S/ });
});

/** With newuidmap more ids than one can be mapped; the ranges are root's to give, so only root can test it. */
function noIdMapHelper(): string | undefined {
  if (!findProgram('newuidmap') || !findProgram('newgidmap')) return 'no newuidmap';
  return existsSync('/etc/subuid') && existsSync('/etc/subgid') ? noUserNamespaces() : 'no /etc/subuid';
}

/** Runs the probe as 1000:1000 of 65537 mapped ids. */
async function probeWithRange(box: Box, user: Config = {}): Promise<Facts> {
  // Bound over /etc in the engine's own mount namespace, so that the host's files are as they were.
  for (const file of ['subuid', 'subgid']) {
    writeFileSync(join(box.dir, file), 'nobody:300000:65536\n');
    await box.engine.command(['mount', '--bind', join(box.dir, file), `/etc/${file}`]);
  }
  const range = { containerID: 1, hostID: 300000, size: 65536 };
  const lines = await rootlessProbe(box, {
    process: { user: { uid: 1000, gid: 1000, ...user } },
    linux: {
      uidMappings: [{ containerID: 0, hostID: UID, size: 1 }, range],
      gidMappings: [{ containerID: 0, hostID: GID, size: 1 }, range],
    },
  });
  for (const file of ['subuid', 'subgid']) await box.engine.command(['umount', `/etc/${file}`]);
  return lines[0] as unknown as Facts;
}

conformance('newuidmap and newgidmap map more ids than one', { lacks: noIdMapHelper }, async (t, box) => {
  const facts = await probeWithRange(box);
  t.match(facts, { uids: [1000, 1000, 1000], gids: [1000, 1000, 1000], setgroups: 'allow\n' });
  t.match(facts.uidMap, [new RegExp(`^ *0 +${UID} +1$`), /^ *1 +300000 +65536$/]);
});

conformance(
  'with newgidmap additionalGids work without root',
  {
    differs: { runc: 'its 1.1 refuses them' },
    lacks: noIdMapHelper,
  },
  async (t, box) => {
    const { groups } = await probeWithRange(box, { additionalGids: [5, 50] });
    t.strictSame(
      [...groups].sort((a, b) => a - b),
      [5, 50],
    );
  },
);

conformance(
  'a range that /etc/subuid does not give is refused, and nothing is left',
  { lacks: noIdMapHelper },
  async (t, box) => {
    const bundle = await rootlessBundle(box, {
      linux: {
        uidMappings: [
          { containerID: 0, hostID: UID, size: 1 },
          { containerID: 1, hostID: 900000, size: 10 },
        ],
      },
    });
    t.match(await box.run(bundle, { prefix: PREFIX }), { status: 1, stdout: '', stderr: /newuidmap/ });
  },
);
