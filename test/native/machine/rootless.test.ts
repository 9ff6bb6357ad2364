import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { makeRootfs, mount, on, skip } from './container.ts';
import { runPlan, type TestOp } from './run-plan.ts';

const USER = 54321;
const write = (file: string, data: string): TestOp => {
  return { op: 'write', path: ['/proc/', { slot: 'pid' }, file], data, ifMissing: 'fail' };
};

t.test('an ordinary user makes all kinds of mounts in a user namespace', { skip }, (t) => {
  const rootfs = makeRootfs();
  t.teardown(() => rootfs.remove());
  chmodSync(dirname(rootfs.path), 0o755);
  for (const name of ['sys', 'etc', 'secret']) mkdirSync(join(rootfs.path, name));
  writeFileSync(join(rootfs.path, 'etc/passwd'), 'root:x:0:0::/root:/bin/sh\n');
  for (const name of ['', 'sys', 'etc', 'secret', 'dev', 'proc', 'usr']) {
    chownSync(join(rootfs.path, name), USER, USER);
  }

  const { stdout, stderr, status } = runPlan(
    [
      ...on('runtime', [
        {
          op: 'cloneInit',
          flags: ['CLONE_NEWUSER', 'CLONE_NEWNS', 'CLONE_NEWPID', 'CLONE_NEWUTS', 'CLONE_NEWIPC'],
        },
        write('/setgroups', 'deny'),
        write('/uid_map', `0 ${USER} 1`),
        write('/gid_map', `0 ${USER} 1`),
      ]),
      ...on('container', [
        { op: 'setresgid', gid: 0 },
        { op: 'setresuid', uid: 0 },
        { op: 'setPropagation', propagation: 'slave' },
        { op: 'openTree', source: rootfs.path, recursive: true, propagation: 'private', as: 'rootfs' },
        { op: 'openTree', source: '/usr', recursive: true, propagation: 'slave', as: 'usr' },
        { op: 'openTree', source: '/dev/null', propagation: 'slave', as: 'null' },
        { op: 'rootfs', from: 'rootfs' },
        { op: 'bind', from: 'usr', source: '/usr', target: '/usr', set: ['RDONLY', 'NODEV'] },
        mount('proc', '/proc', { attributes: ['NOSUID', 'NODEV', 'NOEXEC'], nosymlinks: true }),
        mount('tmpfs', '/dev', { attributes: ['NOSUID'], options: ['mode=755', 'size=64k'] }),
        { op: 'bind', from: 'null', source: '/dev/null', target: '/dev/null' },
        mount('devpts', '/dev/pts', { options: ['newinstance', 'ptmxmode=0666', 'mode=0620'] }),
        mount('mqueue', '/dev/mqueue', { attributes: ['NOSUID', 'NODEV', 'NOEXEC'] }),
        mount('sysfs', '/sys', { attributes: ['NOSUID'], orBind: '/sys', nosymlinks: true }),
        { op: 'symlink', content: '/proc/self/fd', target: '/dev/fd', ifExists: 'keep' },
        { op: 'openPty', as: 'pty', peer: 'tty', uid: 0, rows: 24, columns: 80 },
        { op: 'bindConsole', peer: 'tty' },
        { op: 'pivotRoot' },
        { op: 'sethostname', name: 'mine' },
        { op: 'maskPath', target: '/secret' },
        { op: 'maskPath', target: '/proc/keys' },
        { op: 'readonlyPath', target: '/proc/sys' },
        { op: 'mountSetattr', target: '/', set: ['RDONLY'] },
        { op: 'setsid' },
        { op: 'home', uid: 0 },
        { op: 'findExecutable', name: '/bin/sh', searchPath: '' },
        { op: 'capset', effective: 0, permitted: 0, inheritable: 0, ambient: 0 },
        { op: 'noNewPrivileges' },
        {
          op: 'execve',
          args: [
            'sh',
            '-c',
            'id -u; hostname; echo $HOME; stat -c %t:%T /dev/null /proc/keys; ls /secret; touch /x; ls /dev',
          ],
          env: ['PATH=/bin'],
        },
      ]),
      ...on('runtime', [{ op: 'awaitExec' }, { op: 'exit', status: 0, ofInit: true }]),
    ],
    { shell: `exec setpriv --reuid ${USER} --regid ${USER} --clear-groups "$@"` },
  );
  t.match(stderr, /^touch: .*Read-only file system\n$/);
  t.equal(stdout, '0\nmine\n/root\n1:3\n1:3\nconsole\nfd\nmqueue\nnull\npts\n');
  t.equal(status, 0);
  t.end();
});
