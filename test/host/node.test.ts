import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import t from 'tap';
import { HostError } from '../../runtime/errors.ts';
import { nodeHost } from '../../runtime/host/node.ts';

const host = nodeHost();
const directory = t.testdir({ file: 'text', empty: '', nested: { b: '', a: '', B: '' } });
const path = (name: string) => join(directory, name);

function failure(look: () => unknown) {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    const { syscall, path, errno, message } = error;
    return {
      syscall,
      path: path.replace(directory, '…'),
      errno,
      message: message.replaceAll(directory, '…'),
    };
  }
}

function refusal(syscall: string, at: string, errno: string, text: string) {
  return { syscall, path: at, errno, message: `cannot ${syscall} "${at}": ${errno}: ${text}` };
}

t.test('read gives the text of a file', async (t) => {
  writeFileSync(path('utf8'), 'a\u00e9\u20ac\u{1f600}\ufeff\r\n\0');
  t.equal(host.read(path('utf8')), 'a\u00e9\u20ac\u{1f600}\ufeff\r\n\0');
  t.equal(host.read(path('empty')), '');
  writeFileSync(path('large'), 'x'.repeat(3_000_001));
  t.equal(host.read(path('large')).length, 3_000_001);
});

t.test('read gives the whole of a procfs file, whose size is said to be 0', async (t) => {
  const text = host.read('/proc/kallsyms');
  t.ok(text.length > 100_000);
  t.equal(text.at(-1), '\n');
  t.match(host.read('/proc/self/status'), /^Name:/);
});

t.test('read takes a file of exactly the cap, and none larger', async (t) => {
  t.equal(host.read(path('file'), 4), 'text');
  t.strictSame(
    failure(() => host.read(path('file'), 3)),
    refusal('read', '…/file', 'EFBIG', 'larger than 3 bytes'),
  );
  // Its size is said to be 0, so only reading tells.
  t.strictSame(
    failure(() => host.read('/proc/kallsyms', 1000)),
    refusal('read', '/proc/kallsyms', 'EFBIG', 'larger than 1000 bytes'),
  );
});

t.test('read refuses a huge file without reading it', async (t) => {
  execFileSync('truncate', ['-s', '1T', path('sparse')]);
  const before = Date.now();
  t.strictSame(
    failure(() => host.read(path('sparse'))),
    refusal('read', '…/sparse', 'EFBIG', 'larger than 16777216 bytes'),
  );
  t.ok(Date.now() - before < 1000);
  rmSync(path('sparse'));
});

const notUtf8: Record<string, { bytes: number[]; offset: number }> = {
  'a lone continuation byte': { bytes: [0x61, 0x80], offset: 1 },
  'an overlong form of two bytes': { bytes: [0xc1, 0xbf], offset: 0 },
  'an overlong form of three bytes': { bytes: [0x61, 0x62, 0xe0, 0x9f, 0xbf], offset: 2 },
  'an overlong form of four bytes': { bytes: [0xf0, 0x8f, 0xbf, 0xbf], offset: 0 },
  'a surrogate': { bytes: [0xe2, 0x82, 0xac, 0xed, 0xa0, 0x80], offset: 3 },
  'more than U+10FFFF': { bytes: [0xf4, 0x90, 0x80, 0x80], offset: 0 },
  'a byte that never occurs': { bytes: [0xf0, 0x9f, 0x98, 0x80, 0xff], offset: 4 },
  'a character cut off after one byte': { bytes: [0x7b, 0xc3], offset: 1 },
  'a character cut off after two bytes': { bytes: [0xe2, 0x82], offset: 0 },
  'a character cut off after three bytes': { bytes: [0xc3, 0xa9, 0xf0, 0x9f, 0x98], offset: 2 },
};

for (const [name, { bytes, offset }] of Object.entries(notUtf8)) {
  t.test(`read refuses ${name}, saying where`, async (t) => {
    writeFileSync(path('bytes'), Buffer.from(bytes));
    t.strictSame(
      failure(() => host.read(path('bytes'))),
      refusal('read', '…/bytes', 'EILSEQ', `not UTF-8 at byte ${offset}`),
    );
  });
}

t.test('read refuses what is no regular file, without waiting', async (t) => {
  execFileSync('mkfifo', [path('fifo')]);
  const server = createServer().listen(path('socket'));
  await once(server, 'listening');
  t.teardown(() => server.close());

  t.strictSame(
    failure(() => host.read(path('fifo'))),
    refusal('read', '…/fifo', 'EINVAL', 'a FIFO, not a regular file'),
  );
  t.strictSame(
    failure(() => host.read(path('nested'))),
    refusal('read', '…/nested', 'EISDIR', 'is a directory'),
  );
  t.strictSame(
    failure(() => host.read('/dev/zero')),
    refusal('read', '/dev/zero', 'EINVAL', 'a device, not a regular file'),
  );
  t.strictSame(
    failure(() => host.read(path('socket'))),
    refusal('open', '…/socket', 'ENXIO', 'no such device or address'),
  );
});

t.test('read names call, path and errno of what the system refuses', async (t) => {
  symlinkSync('loop', path('loop'));
  t.strictSame(
    failure(() => host.read(path('nope'))),
    refusal('open', '…/nope', 'ENOENT', 'no such file or directory'),
  );
  t.strictSame(
    failure(() => host.read(path('file/x'))),
    refusal('open', '…/file/x', 'ENOTDIR', 'not a directory'),
  );
  t.strictSame(
    failure(() => host.read('')),
    refusal('open', '', 'ENOENT', 'no such file or directory'),
  );
  t.match(
    failure(() => host.read(path('loop'))),
    { errno: 'ELOOP' },
  );
  t.match(
    failure(() => host.read('/proc/self/mem')),
    { errno: 'EIO' },
  );
  t.strictSame(
    failure(() => host.read('a\0b')),
    refusal('open', 'a\0b', 'EINVAL', 'a path cannot contain NUL'),
  );
});

t.test('read takes standard input to its end, also where it does not block', async (t) => {
  const module = new URL('../../dist/host/node.js', import.meta.url);
  const script = `import { nodeHost } from '${module}'; console.log(JSON.stringify(nodeHost().read('-', 9)))`;
  const said = (input: string) =>
    execFileSync('/bin/sh', ['-c', `${input} | "$0" --input-type=module -e "$1"`, process.execPath, script], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  t.equal(said('{ printf h; sleep 0.4; printf é; }'), '"hé"\n');
  const nonblocking = 'import os, time; os.set_blocking(1, False); time.sleep(0.4); os.write(1, b"late")';
  t.equal(said(`python3 -c '${nonblocking}'`), '"late"\n');
  t.throws(() => said('printf 0123456789'), /cannot read "-": EFBIG: larger than 9 bytes/);
});

t.test('what is looked at, or not locked, leaves no descriptor open', async (t) => {
  const holder = nodeHost();
  holder.lock(path('once'));
  const before = readdirSync('/proc/self/fd');
  for (const name of ['file', 'nope', 'bytes', 'fifo', 'nested']) {
    failure(() => host.read(path(name)));
    failure(() => host.list(path(name)));
  }
  failure(() => host.read(path('file'), 1));
  failure(() => nodeHost().lock(path('once'), 0));
  failure(() => nodeHost().lock(path('file/x')));
  failure(() => holder.lock(path('twice')));
  host.startTime(process.pid);
  t.strictSame(readdirSync('/proc/self/fd'), before);
});

t.test('a path or text that is no string is a TypeError', async (t) => {
  const looks = ['read', 'list', 'stat', 'realpath', 'readlink', 'statfs', 'lock'] as const;
  for (const look of looks)
    t.throws(() => Reflect.apply(host[look], host, [7]), new TypeError('path must be a string'), look);
  t.throws(() => Reflect.apply(host.hash, host, [7]), new TypeError('text must be a string'));
  t.throws(() => Reflect.apply(host.startTime, host, ['7']), new TypeError('pid must be a number'));
});

t.test('a path with NUL in it is refused by every look', async (t) => {
  const calls = {
    list: 'scandir',
    stat: 'stat',
    realpath: 'realpath',
    readlink: 'readlink',
    statfs: 'statfs',
    lock: 'flock',
  } as const;
  for (const [look, call] of Object.entries(calls)) {
    t.strictSame(
      failure(() => host[look as keyof typeof calls]('/\0b')),
      refusal(call, '/\0b', 'EINVAL', 'a path cannot contain NUL'),
    );
  }
});

t.test("property: list gives names as Node does, whatever their bytes, in JavaScript's order", async () => {
  const names = fc
    .uint8Array({ minLength: 1, maxLength: 12 })
    .map((bytes) => Buffer.from(bytes.map((byte) => (byte === 0 || byte === 0x2f ? 0xef : byte))));
  const characters = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 4 })
    .map((text) => Buffer.from(text.replace(/[\0/]/g, '\u{10000}')));
  fc.assert(
    fc.property(fc.array(fc.oneof(names, characters), { maxLength: 20 }), (list) => {
      const at = path('names');
      mkdirSync(at);
      try {
        for (const name of list.filter((each) => !['.', '..'].includes(each.toString())))
          writeFileSync(Buffer.concat([Buffer.from(`${at}/`), name]), '');
        const expected = readdirSync(at, 'buffer').map((name) => name.toString());
        assert.deepStrictEqual(host.list(at), expected.sort());
      } finally {
        rmSync(at, { recursive: true });
      }
    }),
    { numRuns: 200 },
  );
});

t.test('list gives all of a large directory', async (t) => {
  mkdirSync(path('many'));
  const names = Array.from({ length: 3000 }, (_, i) => `name-${i}`);
  for (const name of names) writeFileSync(path(`many/${name}`), '');
  t.strictSame(host.list(path('many')), names.sort());
});

t.test('list gives the names of a directory in the order of their characters', async (t) => {
  t.strictSame(host.list(path('nested')), ['B', 'a', 'b']);
  t.strictSame(
    failure(() => host.list(path('nope'))),
    refusal('scandir', '…/nope', 'ENOENT', 'no such file or directory'),
  );
  t.strictSame(
    failure(() => host.list(path('file'))),
    refusal('scandir', '…/file', 'ENOTDIR', 'not a directory'),
  );
});

t.test('stat follows symlinks and says what is there', async (t) => {
  chmodSync(path('file'), 0o4640);
  symlinkSync('file', path('link'));
  const file = {
    kind: 'file',
    mode: 0o4640,
    uid: process.getuid?.(),
    gid: process.getgid?.(),
    size: 4,
    major: 0,
    minor: 0,
  };
  t.strictSame(host.stat(path('file')), file);
  t.strictSame(host.stat(path('link')), file);
  t.match(host.stat(path('nested')), { kind: 'directory' });
  t.match(host.stat(path('fifo')), { kind: 'fifo' });
  t.match(host.stat('/dev/null'), { kind: 'character', major: 1, minor: 3 });
  t.match(host.stat('/dev/urandom'), { kind: 'character', major: 1, minor: 9 });
});

t.test('stat gives the numbers of a device as makedev(3) splits them', async (t) => {
  try {
    execFileSync('mknod', [path('device'), 'b', '259', '70000'], { stdio: 'pipe' });
  } catch {
    t.plan(0, 'needs root and mknod');
    return;
  }
  t.match(host.stat(path('device')), { kind: 'block', major: 259, minor: 70000 });
});

t.test('stat gives undefined where nothing is, and throws otherwise', async (t) => {
  t.equal(host.stat(path('nope')), undefined);
  t.equal(host.stat(path('file/below')), undefined);
  t.match(
    failure(() => host.stat(path('loop'))),
    { syscall: 'stat', errno: 'ELOOP' },
  );
});

t.test('realpath and readlink follow all links and one', async (t) => {
  symlinkSync('nested/../link', path('far'));
  t.equal(host.realpath(path('far')), path('file'));
  t.equal(host.readlink(path('far')), 'nested/../link');
  t.match(
    failure(() => host.realpath(path('nope'))),
    { syscall: 'realpath', errno: 'ENOENT' },
  );
  t.match(
    failure(() => host.readlink(path('file'))),
    { syscall: 'readlink', errno: 'EINVAL' },
  );
});

t.test('statfs gives the number of the file system', async (t) => {
  t.equal(host.statfs('/proc'), 0x9fa0);
  t.match(
    failure(() => host.statfs(path('nope'))),
    { syscall: 'statfs', errno: 'ENOENT' },
  );
});

t.test('hash is SHA-256 of the UTF-8 bytes', async (t) => {
  t.equal(host.hash(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  writeFileSync(path('hashed'), 'h\u00e9llo');
  t.equal(
    host.hash('h\u00e9llo'),
    execFileSync('sha256sum', [path('hashed')], { encoding: 'utf8' }).slice(0, 64),
  );
});

t.test('hash pads every length as it must', async (t) => {
  for (const length of [1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 100_000]) {
    const text = 'a'.repeat(length);
    t.equal(host.hash(text), createHash('sha256').update(text).digest('hex'), String(length));
  }
});

t.test('ids are those of the process, with no group that it has not', async (t) => {
  const id = (flag: string) => execFileSync('id', [flag], { encoding: 'utf8' }).trim();
  const { groups, ...rest } = host.ids();
  t.strictSame(rest, {
    pid: process.pid,
    uid: Number(id('-u')),
    gid: Number(id('-g')),
    capEff: /^CapEff:\s+(\w+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1],
  });
  t.strictSame([...new Set([rest.gid, ...groups])].sort(), id('-G').split(' ').map(Number).sort());
  t.equal(nodeHost({ pid: 7 }).ids().pid, 7);
});

t.test('cwd, now and env are those of the process, or env as given', async (t) => {
  t.equal(host.cwd(), process.cwd());
  t.ok(Math.abs(host.now() - Date.now()) < 1000);
  t.equal(host.env.PATH, process.env.PATH);
  t.strictSame(nodeHost({ env: { A: 'b' } }).env, { A: 'b' });
});

t.test('startTime is undefined for a process that is gone or a zombie', async (t) => {
  const ticks = host.startTime(process.pid);
  t.ok(Number.isInteger(ticks) && ticks !== undefined && ticks > 0, String(ticks));
  t.equal(host.startTime(process.pid), ticks);
  t.equal(host.startTime(2 ** 22 + 1), undefined);

  // The shell's child ends when the shell has become what never waits for it.
  const parent = spawn('/bin/sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  t.teardown(() => parent.kill());
  const [line] = await once(parent.stdout, 'data');
  const zombie = Number(line);
  while (!/^State:\s+Z/m.test(readFileSync(`/proc/${zombie}/status`, 'utf8')))
    await new Promise((done) => setTimeout(done, 10));
  t.equal(host.startTime(zombie), undefined);
});

t.test('startTime is undefined for what can be no pid', async (t) => {
  for (const pid of [0, -1, 1.5, 2 ** 31, 1e300, Number.NaN, Number.POSITIVE_INFINITY])
    t.equal(host.startTime(pid), undefined, String(pid));
});

t.test('startTime reads past a name with blanks and parentheses', async (t) => {
  symlinkSync('/bin/sleep', path('a) R 1 2 (b'));
  const child = spawn(path('a) R 1 2 (b'), ['60'], { stdio: 'ignore' });
  t.teardown(() => child.kill());
  await once(child, 'spawn');
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
  t.match(fields, 'a) R 1 2 (b');
  t.equal(host.startTime(child.pid ?? 0), Number(fields.split(' ').at(-1 - 52 + 22)));
});

t.test(
  'lock makes the file and its directory, and excludes others until the descriptor is closed',
  async (t) => {
    const holder = nodeHost();
    t.equal(holder.lockFd(), -1);
    holder.lock(path('state/.lock/id'));
    t.match(holder.lockFd(), /^\d+$/);
    t.equal(statSync(path('state')).mode & 0o777, 0o711);
    t.equal(statSync(path('state/.lock')).mode & 0o777, 0o700);
    t.equal(statSync(path('state/.lock/id')).mode & 0o777, 0o600);
    t.throws(() => execFileSync('flock', ['--nonblock', path('state/.lock/id'), 'true']));
    t.strictSame(
      failure(() => holder.lock(path('other'))),
      refusal('flock', '…/other', 'EBUSY', 'this command holds a lock already'),
    );
  },
);

t.test('lock waits for its turn', async (t) => {
  const other = spawn('flock', [path('turn'), 'sh', '-c', 'echo; sleep 0.3'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(other.stdout, 'data');
  const before = Date.now();
  nodeHost().lock(path('turn'));
  t.ok(Date.now() - before > 100);
});

t.test('lock waits as long as it is told, and no longer', async (t) => {
  const other = spawn('flock', [path('held'), 'sh', '-c', 'echo; sleep 0.6'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(other.stdout, 'data');
  const holder = nodeHost();
  for (const wait of [0, 100]) {
    const before = Date.now();
    t.strictSame(
      failure(() => holder.lock(path('held'), wait)),
      refusal('flock', '…/held', 'EAGAIN', 'try again'),
    );
    const took = Date.now() - before;
    t.ok(took >= wait && took < wait + 90, `${took} ms`);
  }
  t.equal(holder.lockFd(), -1);
  holder.lock(path('held'), 60_000);
  t.match(holder.lockFd(), /^\d+$/);
  nodeHost().lock(path('free'), 0);
});

t.test('lock makes all directories that are missing', async (t) => {
  nodeHost().lock(path('a/b/c/.lock/id'));
  const modes = ['a', 'a/b', 'a/b/c', 'a/b/c/.lock'].map((name) => statSync(path(name)).mode & 0o777);
  t.strictSame(modes, [0o711, 0o711, 0o711, 0o700]);
});

t.test('lock takes the new file where the one it waited for was removed', async (t) => {
  const script = 'echo; sleep 0.3; rm "$0"; : > "$0"';
  const other = spawn('flock', [path('removed'), 'sh', '-c', script, path('removed')], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(other.stdout, 'data');
  const holder = nodeHost();
  holder.lock(path('removed'));
  t.equal(
    readFileSync(`/proc/self/fdinfo/${holder.lockFd()}`, 'utf8').match(/^ino:\s+(\d+)$/m)?.[1],
    String(statSync(path('removed')).ino),
  );
});

t.test('lock refuses a symlink and what cannot be made', async (t) => {
  mkdirSync(path('locks'));
  symlinkSync('../file', path('locks/link'));
  t.match(
    failure(() => nodeHost().lock(path('locks/link'))),
    { syscall: 'open', errno: 'ELOOP' },
  );
  t.match(
    failure(() => nodeHost().lock(path('file/x/y'))),
    { syscall: 'open', errno: 'ENOTDIR' },
  );
  t.notOk(existsSync(path('locks/other')));
});

t.test('cwd says what it could not do, not how Node calls it', async (t) => {
  const before = process.cwd();
  t.teardown(() => process.chdir(before));
  mkdirSync(path('gone'));
  process.chdir(path('gone'));
  rmSync(path('gone'), { recursive: true });
  t.strictSame(
    failure(() => host.cwd()),
    refusal('getcwd', '.', 'ENOENT', 'no such file or directory'),
  );
});

t.test('startTime is that of a process whose main thread has ended before the others', async (t) => {
  const source = `
    #include <pthread.h>
    #include <unistd.h>
    static void *wait(void *none) { sleep(60); return none; }
    int main(void) {
      pthread_t thread;
      pthread_create(&thread, 0, wait, 0);
      if (write(1, "x", 1) == 1) pthread_exit(0);
    }`;
  execFileSync('cc', ['-pthread', '-x', 'c', '-o', path('leaderless'), '-'], { input: source });
  const child = spawn(path('leaderless'), { stdio: ['ignore', 'pipe', 'ignore'] });
  t.teardown(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const pid = child.pid ?? 0;
  while (!readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')) await sleep(5);
  t.type(host.startTime(pid), 'number');
});
