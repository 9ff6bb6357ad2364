import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Facts, parseMounts, topMount } from './facts.ts';
import { conformance } from './harness.ts';
import { type Config, MOUNTS, merge, probeArgs } from './spec.ts';

const ADMIN = {
  process: {
    capabilities: {
      bounding: ['CAP_DAC_OVERRIDE'],
      effective: ['CAP_DAC_OVERRIDE'],
      permitted: ['CAP_DAC_OVERRIDE'],
    },
  },
};

function masked(...maskedPaths: readonly string[]): Config {
  return merge(ADMIN, { linux: { maskedPaths } });
}

conformance(
  'a masked file is empty, a masked directory too, and neither can be written',
  {},
  async (t, box) => {
    const lines = await box.probe(
      masked('/etc/passwd', '/home'),
      ['cat', '/etc/passwd'],
      ['write', '/etc/passwd', 'x'],
      ['cat', '/etc/passwd'],
      ['ls', '/home'],
      ['create', '/home/new', 'x'],
      ['stat', '/home'],
    );
    t.match(lines, [
      { text: '', error: null },
      { error: null },
      { text: '' },
      { entries: {}, error: null },
      { error: 'EROFS' },
      { type: 'directory' },
    ]);
  },
);

conformance('the mask of a file is /dev/null itself', {}, async (t, box) => {
  t.match(await box.probe(masked('/etc/passwd'), ['stat', '/etc/passwd']), [
    { type: 'char', major: 1, minor: 3 },
  ]);
});

conformance('a mask cannot be taken off', {}, async (t, box) => {
  const lines = await box.probe(
    masked('/etc/passwd', '/home'),
    ['umount', '/etc/passwd'],
    ['umount', '/home'],
  );
  t.match(lines, [{ error: 'EPERM' }, { error: 'EPERM' }]);
});

conformance('a masked path that is missing is passed over', {}, async (t, box) => {
  const bundle = box.bundle(
    merge(masked('/missing', '/missing/below'), {
      process: { args: probeArgs([['stat', '/missing']]) },
    }),
  );
  t.match(await box.probeIn(bundle), [{ error: 'ENOENT' }]);
});

conformance(
  'the same path masked twice is one mount',
  {
    differs: { runc: 'its 1.1 masks it twice' },
  },
  async (t, box) => {
    const facts = await box.facts(masked('/home', '/etc/passwd', '/home', '/etc/passwd'));
    const targets = parseMounts(facts.mounts ?? []).map(({ target }) => target);
    t.strictSame(targets.filter((target) => ['/home', '/etc/passwd'].includes(target)).sort(), [
      '/etc/passwd',
      '/home',
    ]);
  },
);

conformance('what engines mask in /proc and /sys is masked', {}, async (t, box) => {
  const lines = await box.probe(
    masked('/proc/kcore', '/proc/keys', '/proc/acpi', '/proc/timer_list', '/proc/scsi'),
    ['cat', '/proc/keys'],
    ['cat', '/proc/timer_list'],
    ['ls', '/proc/scsi'],
  );
  t.match(lines, [{ text: '' }, { text: '' }, {}]);
});

conformance('a mask through a symbolic link hides what is inside, not outside', {}, async (t, box) => {
  const bundle = box.bundle(
    merge(masked('/link'), {
      process: { args: probeArgs([['cat', '/etc/passwd'], ['cat', '/link'], ['facts']]) },
    }),
  );
  symlinkSync('/etc/passwd', join(bundle.rootfs, 'link'));
  const [inside, link] = await box.probeIn(bundle);
  t.match([inside, link], [{ text: '' }, { text: '' }]);
  const { stdout } = await box.engine.command(['head', '-c', '4', '/etc/passwd']);
  t.equal(stdout, 'root');
});

conformance(
  'a /dev/null that is not the null device masks nothing',
  {
    differs: { runc: 'CVE-2025-31133, its 1.1.5 binds what is there' },
  },
  async (t, box) => {
    const bundle = box.bundle(
      merge(masked('/etc/passwd'), {
        mounts: MOUNTS.slice(0, 1),
        process: { args: probeArgs([['cat', '/etc/passwd']]) },
      }),
    );
    symlinkSync('/etc/group', join(bundle.rootfs, 'dev/null'));
    const result = await box.run(bundle);
    if (result.status === 0) t.match(JSON.parse(result.stdout), { text: '' });
    else t.match(result.stderr, /null/);
  },
);

conformance('readonlyPaths cannot be written, and cannot be made writable', {}, async (t, box) => {
  const lines = await box.probe(
    merge(ADMIN, { linux: { readonlyPaths: ['/etc', '/home/alice', '/missing', '/proc/sys'] } }),
    ['create', '/etc/new', 'x'],
    ['write', '/etc/passwd', 'x'],
    ['create', '/home/alice/new', 'x'],
    ['create', '/home/new', 'x'],
    ['write', '/proc/sys/kernel/domainname', 'x'],
    ['mount', 'none', '/etc', 'none', 'remount,bind,rw'],
    ['umount', '/etc'],
    ['stat', '/missing'],
  );
  t.match(lines, [
    { error: 'EROFS' },
    { error: 'EROFS' },
    { error: 'EROFS' },
    { error: null },
    { error: 'EROFS' },
    { error: 'EPERM' },
    { error: 'EPERM' },
    { error: 'ENOENT' },
  ]);
});

conformance('a mount beneath a readonly path keeps being writable or not', {}, async (t, box) => {
  const facts = await box.facts({
    mounts: [...MOUNTS, { destination: '/home/alice', type: 'tmpfs', source: 'tmpfs', options: ['nosuid'] }],
    linux: { readonlyPaths: ['/home'] },
  });
  const seen = parseMounts(facts.mounts ?? []);
  t.ok(seen.find(({ target }) => target === '/home')?.options.includes('ro'));
  t.strictSame(topMount(facts, '/home/alice')?.options.slice(0, 2), ['rw', 'nosuid']);
});

conformance('a readonly path keeps the other flags of its mount', {}, async (t, box) => {
  const facts = await box.facts({
    mounts: [
      ...MOUNTS,
      { destination: '/mnt', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'nodev', 'noexec'] },
    ],
    linux: { readonlyPaths: ['/mnt'] },
  });
  const mount = topMount(facts, '/mnt');
  t.strictSame(mount?.options, ['ro', 'nosuid', 'nodev', 'noexec', 'relatime']);
});

conformance('root.readonly makes the root read-only, not what is mounted below it', {}, async (t, box) => {
  const lines = await box.probe(
    merge(ADMIN, { root: { readonly: true } }),
    ['create', '/new', 'x'],
    ['mkdir', '/etc/new'],
    ['create', '/dev/new', 'x'],
    ['mount', 'none', '/', 'none', 'remount,bind,rw'],
    ['statfs', '/'],
    ['facts'],
  );
  t.match(lines, [
    { error: 'EROFS' },
    { error: 'EROFS' },
    { error: null },
    { error: 'EPERM' },
    { readonly: true },
  ]);
  const facts = lines[5] as unknown as Facts;
  t.equal(parseMounts(facts.mounts ?? [])[0]?.options[0], 'ro');
});

conformance(
  'missing mount points are made in a root that is read-only for the container',
  {},
  async (t, box) => {
    const facts = await box.facts({
      root: { readonly: true },
      mounts: [...MOUNTS, { destination: '/not/there', type: 'tmpfs', source: 'tmpfs' }],
    });
    t.ok(parseMounts(facts.mounts ?? []).some(({ target }) => target === '/not/there'));
  },
);

conformance('the rootfs of the host is as it was, but for mount points', {}, async (t, box) => {
  const bundle = box.bundle(
    merge(masked('/home', '/etc/passwd'), { root: { readonly: true }, linux: { readonlyPaths: ['/etc'] } }),
  );
  const before = await box.engine.command(['ls', '-laR', '--time-style=+%s', bundle.rootfs]);
  await box.probeIn(bundle);
  t.strictSame(await box.engine.command(['ls', '-laR', '--time-style=+%s', bundle.rootfs]), before);
});
