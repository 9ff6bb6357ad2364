import t from 'tap';
import { type MountOptions, parseMountOptions } from '../../runtime/stages/mount-options.ts';

const nothing: MountOptions = {
  bind: false,
  recursive: false,
  remount: false,
  readonly: undefined,
  set: [],
  clear: [],
  setRecursive: [],
  clearRecursive: [],
  propagation: undefined,
  propagationRecursive: false,
  copyUp: false,
  nofollow: false,
  superblock: [],
  data: [],
  unsupported: [],
};

const cases: Readonly<Record<string, Partial<MountOptions>>> = {
  defaults: {},
  'silent loud iversion noiversion nofail _netdev': {},
  ro: { readonly: true, set: ['RDONLY'] },
  rw: { readonly: false, clear: ['RDONLY'] },
  nosuid: { set: ['NOSUID'] },
  suid: { clear: ['NOSUID'] },
  'nodev noexec': { set: ['NODEV', 'NOEXEC'] },
  'dev exec': { clear: ['NODEV', 'NOEXEC'] },
  'nodiratime nosymfollow': { set: ['NODIRATIME', 'NOSYMFOLLOW'] },
  'diratime symfollow': { clear: ['NODIRATIME', 'NOSYMFOLLOW'] },
  noatime: { clear: ['_ATIME'], set: ['NOATIME'] },
  strictatime: { clear: ['_ATIME'], set: ['STRICTATIME'] },
  relatime: { clear: ['_ATIME'] },
  atime: { clear: ['_ATIME'] },
  norelatime: { clear: ['_ATIME'] },
  nostrictatime: { clear: ['_ATIME'] },
  rro: { setRecursive: ['RDONLY'] },
  rrw: { clearRecursive: ['RDONLY'] },
  'rnosuid rnodev rnoexec': { setRecursive: ['NOSUID', 'NODEV', 'NOEXEC'] },
  'rsuid rdev rexec': { clearRecursive: ['NOSUID', 'NODEV', 'NOEXEC'] },
  'rnodiratime rnosymfollow': { setRecursive: ['NODIRATIME', 'NOSYMFOLLOW'] },
  'rdiratime rsymfollow': { clearRecursive: ['NODIRATIME', 'NOSYMFOLLOW'] },
  rnoatime: { clearRecursive: ['_ATIME'], setRecursive: ['NOATIME'] },
  rstrictatime: { clearRecursive: ['_ATIME'], setRecursive: ['STRICTATIME'] },
  rrelatime: { clearRecursive: ['_ATIME'] },
  bind: { bind: true },
  rbind: { bind: true, recursive: true },
  remount: { remount: true },
  private: { propagation: 'private' },
  rshared: { propagation: 'shared', propagationRecursive: true },
  rslave: { propagation: 'slave', propagationRecursive: true },
  unbindable: { propagation: 'unbindable' },
  tmpcopyup: { copyUp: true },
  'src-nofollow': { nofollow: true },
  'sync async dirsync lazytime nolazytime mand nomand': {
    superblock: ['sync', 'async', 'dirsync', 'lazytime', 'nolazytime', 'mand', 'nomand'],
  },
  'mode=755 size=64k lowerdir=/a:/b newinstance': {
    data: ['mode=755', 'size=64k', 'lowerdir=/a:/b', 'newinstance'],
  },
  'idmap ridmap idmap=uids=0-1-1 copy-symlink dest-nofollow': {
    unsupported: ['idmap', 'ridmap', 'idmap=uids=0-1-1', 'copy-symlink', 'dest-nofollow'],
  },
  'idmapped RO': { data: ['idmapped', 'RO'] },
};
for (const [options, expected] of Object.entries(cases)) {
  t.test(`options ${options}`, (t) => {
    t.strictSame(parseMountOptions(options.split(' ')), { ...nothing, ...expected });
    t.end();
  });
}

t.test('no options are none', (t) => {
  t.strictSame(parseMountOptions([]), nothing);
  t.end();
});

t.test('the last of two that contradict each other wins', (t) => {
  const parsed = (text: string) => {
    const { set, clear, readonly } = parseMountOptions(text.split(' '));
    return { set, clear, readonly };
  };
  t.strictSame(parsed('ro rw'), { set: [], clear: ['RDONLY'], readonly: false });
  t.strictSame(parsed('rw ro'), { set: ['RDONLY'], clear: [], readonly: true });
  t.strictSame(parsed('noatime strictatime'), {
    set: ['STRICTATIME'],
    clear: ['_ATIME'],
    readonly: undefined,
  });
  t.strictSame(parsed('noatime relatime'), { set: [], clear: ['_ATIME'], readonly: undefined });
  t.equal(parseMountOptions(['shared', 'rprivate']).propagation, 'private');
  t.end();
});

t.test('a mount and what is beneath it are told apart', (t) => {
  const { set, clear, setRecursive, clearRecursive } = parseMountOptions(['ro', 'rrw']);
  t.strictSame([set, clear, setRecursive, clearRecursive], [['RDONLY'], [], [], ['RDONLY']]);
  t.end();
});

t.test('names of JavaScript are the options of a file system, as any other', (t) => {
  const data = ['constructor', 'rconstructor', '__proto__', 'toString'];
  t.strictSame(parseMountOptions(data), { ...nothing, data });
  t.end();
});
