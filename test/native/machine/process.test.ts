import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { container, mapping, mount, nothing, skip, type Wanted } from './container.ts';
import type { TestOp } from './run-plan.ts';

const passwd = (content: string) => (path: string) => {
  mkdirSync(join(path, 'etc'));
  writeFileSync(join(path, 'etc/passwd'), content);
};

t.test('home is that of the first entry of the user, else /', { skip }, async (t) => {
  const home = async (prepare: (path: string) => void, uid: number) =>
    (await container(prepare, { own: [{ op: 'home', uid }], script: 'echo "$HOME"' })).stdout.trim();
  const entries = passwd(
    '# a comment\n\nbad:x:10\nroot:x:0:0::/root:/bin/sh\nnone:x:11:11:::\nme:x:1000:1000:a,b:/home/me:/bin/sh\nother:x:1000:1:x:/other:\nlong:x:12:1:x:' +
      '/h'.repeat(4000) +
      ':\nlast:x:99999999999:1:x:/last:',
  );
  t.strictSame(
    [
      await home(entries, 0),
      await home(entries, 1000),
      await home(entries, 10),
      await home(entries, 11),
      await home(entries, 12),
      await home(entries, 5),
    ],
    ['/root', '/home/me', '/', '/', '/', '/'],
  );
  t.equal(await home(passwd('me:x:7:7::/without-newline'), 7), '/without-newline');
  t.equal(await home(nothing, 0), '/', 'no file');
  t.equal(await home(passwd(`${'x'.repeat(1 << 20)}\nroot:x:0:0::/root:\n`), 0), '/', 'beyond the size cap');
});

t.test('home opens nothing but a regular file of the rootfs', { skip }, async (t) => {
  const home = async (prepare: (path: string) => void) =>
    (await container(prepare, { own: [{ op: 'home', uid: 0 }], script: 'echo "$HOME"' })).stdout.trim();
  const link = (content: string) => (path: string) => {
    passwd('')(path);
    execFileSync('rm', [join(path, 'etc/passwd')]);
    if (content === 'fifo') execFileSync('mkfifo', [join(path, 'etc/passwd')]);
    else symlinkSync(content, join(path, 'etc/passwd'));
    writeFileSync(join(path, 'users'), 'root:x:0:0::/linked:/bin/sh\n');
  };
  t.strictSame(
    [
      await home(link('fifo')),
      await home(link('../../../users')),
      await home(link('/dev/zero')),
      await home(link('passwd')),
    ],
    ['/', '/linked', '/', '/'],
  );
});

t.test('chdir enters the directory in the container', { skip }, async (t) => {
  const chdir = (path: string, prepare: (path: string) => void = nothing) =>
    container(prepare, { own: [{ op: 'chdir', path }], script: 'pwd -P' });
  t.match(await chdir('/usr/bin'), { stdout: '/usr/bin\n', stderr: '' });
  t.match(await chdir('/missing'), { status: 1, stderr: 'ENOENT' });
  t.match(await chdir('/file', (path) => writeFileSync(join(path, 'file'), '')), {
    status: 1,
    stderr: 'ENOTDIR',
  });
  t.match(await chdir('/up', (path) => symlinkSync('../../../../usr', join(path, 'up'))), {
    stdout: '/usr\n',
  });
});

t.test('chdir does not leave through a descriptor of the machine (CVE-2024-21626)', { skip }, async (t) => {
  for (let fd = 3; fd < 14; fd++) {
    const { stdout, status } = await container(
      (path) => symlinkSync(`/proc/self/fd/${fd}`, join(path, 'way-out')),
      {
        own: [{ op: 'chdir', path: '/way-out' }],
        script: 'pwd -P; ls',
      },
    );
    t.strictSame([stdout, status], ['', 1], `descriptor ${fd}`);
  }
});

t.test('findExecutable says where execve will find the program', { skip }, async (t) => {
  const prepare = (path: string) => {
    mkdirSync(join(path, 'one/directory'), { recursive: true });
    mkdirSync(join(path, 'two'));
    writeFileSync(join(path, 'one/plain'), '', { mode: 0o644 });
    for (const name of ['two/plain', 'two/directory'])
      writeFileSync(join(path, name), '#!/bin/sh\necho $0\n', { mode: 0o755 });
    writeFileSync(join(path, 'one/secret'), '', { mode: 0o600 });
    execFileSync('mkfifo', ['-m', '777', join(path, 'one/fifo')]);
  };
  const find = async (name: string, searchPath = '/nope:/one:/two', before: TestOp[] = []) => {
    const { stdout, stderr, status } = await container(prepare, {
      mounts: [
        mount('tmpfs', '/noexec', { attributes: ['NOEXEC'] }),
        { op: 'mkdirBeneath', target: '/noexec/d', mode: 0o755 },
      ],
      own: [{ op: 'chdir', path: '/two' }, ...before, { op: 'findExecutable', name, searchPath }],
      script: false,
    });
    return status === 0 ? stdout.trim() : (/: (E[A-Z]+):/.exec(stderr)?.[1] ?? stderr);
  };
  t.strictSame(
    await Promise.all(
      ['plain', 'directory', '/two/plain', './plain', '../two/plain'].map((name) => find(name)),
    ),
    ['/two/plain', '/two/directory', '/two/plain', './plain', '../two/plain'],
  );
  t.equal(await find('plain', ''), 'plain', 'an empty directory is the working directory');
  t.strictSame(
    await Promise.all(
      [
        'none',
        '',
        '/none',
        'secret',
        '/one/secret',
        '/one',
        '/one/fifo',
        '/two/plain/x',
        'x'.repeat(5000),
      ].map((name) => find(name)),
    ),
    ['ENOENT', 'ENOENT', 'ENOENT', 'EACCES', 'EACCES', 'EISDIR', 'EACCES', 'ENOTDIR', 'ENOENT'],
  );
});

/** The lines of /proc/self/status that begin so. */
const status = (...names: string[]) =>
  `grep -E '^(${names.join('|')}):' /proc/self/status | tr -s '\\t ' ' '`;
const CHOWN = 1n << 0n;
const KILL = 1n << 5n;
const NET_RAW = 1n << 13n;

t.test('credentials are as the ops say', { skip }, async (t) => {
  const { stdout, stderr } = await container(nothing, {
    own: [
      { op: 'umask', mask: 0o27 },
      { op: 'setgroups', groups: ['5', '4294967294'] },
      { op: 'setresgid', gid: 7 },
      { op: 'setresuid', uid: 1000 },
      { op: 'capset', effective: 0, permitted: 0, inheritable: 0, ambient: 0 },
      { op: 'noNewPrivileges' },
    ],
    script: status('Uid', 'Gid', 'Groups', 'Umask', 'NoNewPrivs', 'CapPrm', 'CapEff'),
  });
  t.equal(stderr, '');
  t.strictSame(
    stdout.split('\n').map((line) => line.trim()),
    [
      'Umask: 0027',
      'Uid: 1000 1000 1000 1000',
      'Gid: 7 7 7 7',
      'Groups: 5 4294967294',
      'CapPrm: 0000000000000000',
      'CapEff: 0000000000000000',
      'NoNewPrivs: 1',
      '',
    ],
  );
});

/** The five sets after execve, in the order of /proc/PID/status: inheritable, permitted, effective, bounding, ambient. */
async function capabilities(wanted: Wanted): Promise<string[]> {
  const { stdout, stderr } = await container(nothing, {
    ...wanted,
    script: status('CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'),
  });
  return stderr === ''
    ? stdout
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[1]?.replace(/^0+(?=.)/, '') ?? '')
    : [stderr];
}

t.test(
  'capset grants what the process has, and ambient what is permitted and inheritable',
  { skip },
  async (t) => {
    const some = CHOWN | KILL;
    const as = (
      uid: number,
      sets: { effective: bigint; permitted: bigint; inheritable: bigint; ambient: bigint },
    ): TestOp[] => [
      { op: 'dropBounding', keep: some },
      { op: 'setresuid', uid },
      { op: 'capset', ...sets },
    ];
    const all = (1n << 64n) - 1n;
    t.strictSame(
      await capabilities({ own: as(0, { effective: some, permitted: some, inheritable: 0n, ambient: 0n }) }),
      ['0', '21', '21', '21', '0'],
    );
    t.strictSame(
      await capabilities({
        own: as(1000, { effective: some, permitted: some, inheritable: some, ambient: KILL }),
      }),
      ['21', '20', '20', '21', '20'],
      'a user keeps the ambient ones',
    );
    t.strictSame(
      await capabilities({
        own: as(1000, { effective: some, permitted: CHOWN, inheritable: KILL, ambient: some }),
      }),
      ['20', '0', '0', '21', '0'],
      'what cannot be raised is left out',
    );
    t.strictSame(
      await capabilities({
        own: as(1000, { effective: all, permitted: some | NET_RAW, inheritable: all, ambient: all }),
      }),
      ['21', '21', '21', '21', '21'],
      'what the kernel or the process does not have is no error',
    );
  },
);

t.test('a process of a user namespace gets its capabilities there', { skip }, async (t) => {
  t.strictSame(
    await capabilities({
      ...mapping('0 0 65536'),
      own: [
        { op: 'dropBounding', keep: KILL },
        { op: 'setresuid', uid: 5 },
        { op: 'capset', effective: KILL, permitted: KILL, inheritable: KILL, ambient: KILL },
      ],
    }),
    ['20', '20', '20', '20', '20'],
  );
});

t.test('setgroups refuses what is no group', { skip }, async (t) => {
  for (const group of ['-1', '', 'x', '4294967295', '99999999999999999999']) {
    const { stderr } = await container(nothing, { own: [{ op: 'setgroups', groups: [group] }] });
    t.match(stderr, 'EINVAL', group);
  }
});

t.test('keyring gives a session keyring of its own', { skip }, async (t) => {
  const { stdout, stderr } = await container(nothing, {
    own: [{ op: 'keyring', name: 'runts-test' }],
    script: "grep 'keyring *runts-test' /proc/keys",
  });
  t.equal(stderr, '');
  t.match(stdout, / 3f1b0000 .*keyring +runts-test: empty/);
});

t.test('chownStdio gives files and pipes to the user and leaves the rest', { skip }, async (t) => {
  const { stdout, stderr } = await container(nothing, {
    mounts: [
      {
        op: 'mknod',
        target: '/dev/null',
        type: 'character',
        major: 1,
        minor: 3,
        mode: 0o666,
        uid: 0,
        gid: 0,
      },
    ],
    own: [{ op: 'chownStdio', uid: 1234 }],
    script: 'stat -L -c %u /proc/self/fd/1; stat -L -c %u /proc/self/fd/2 >&2',
  });
  t.strictSame([stdout, stderr], ['1234\n', '1234\n']);
});

t.test('undumpable keeps others out of the waiting process', { skip }, async (t) => {
  const { stdout } = await container(nothing, {
    own: [{ op: 'undumpable' }],
    script: 'stat -c %u /proc/self/maps',
  });
  t.equal(stdout, '0\n', 'until execve, which makes it dumpable again');
});
