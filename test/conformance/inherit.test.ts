import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Box, type CallOptions } from './box.ts';
import type { Facts } from './facts.ts';
import { conformance } from './harness.ts';
import { findProgram, programs } from './programs.ts';
import { probeArgs } from './spec.ts';

/** The probe in a container that was created and started as engines do it, with what the helper `with` gave the create. */
async function given(box: Box, gift: readonly string[], options: CallOptions = {}): Promise<Facts> {
  const prefix = [programs().with, ...gift, '--'];
  const [facts] = await (await box.create(box.bundle(), { ...options, prefix })).finish();
  return facts as unknown as Facts;
}

/** What a process hands to its children, and a runtime must not change. */
const INHERITED = [
  'blockedSignals',
  'ignoredSignals',
  'pendingSignals',
  'rlimits',
  'groups',
  'capabilities',
  'env',
  'umask',
  'oomScoreAdj',
  'scheduler',
  'personality',
  'pdeathsig',
  'dumpable',
  'securebits',
  'seccomp',
  'comm',
  'exe',
  'cwd',
  'uids',
  'gids',
] as const;

function inherited(facts: Facts): Partial<Facts> {
  return {
    ...Object.fromEntries(INHERITED.map((name) => [name, facts[name]])),
    fds: facts.fds.map(({ fd, cloexec, flags }) => ({ fd, cloexec, flags, target: null })),
  };
}

conformance(
  'what a container inherits is the same under runc',
  {
    differs: { runc: 'it is the other side of this test' },
    lacks: () => (findProgram('runc') ? undefined : 'no runc'),
  },
  async (t, box) => {
    const peer = await Box.open('runc');
    t.teardown(() => peer.close());
    // Not here: ignored signals, some blocked ones, a soft RLIMIT_NOFILE
    // below the hard one, a non-blocking pipe. Go changes these.
    const gifts = [
      [],
      ['--block', '10', '--block', '12'],
      ['--rlimit', '7:2000:2000', '--rlimit', '3:4194304:8388608', '--rlimit', '4:0:0', '--rlimit', '13:0:0'],
      ['--umask', '077', '--groups', '4,5', '--oom', '200', '--nice', '3'],
      ['--death', '15', '--nonblock', '1', '--nonblock', '2'],
      ['--pipe', '1', '--pipe', '2'],
      ['--fd', '3:/etc/passwd', '--fd', '8:/', '--cloexec', '3'],
    ];
    for (const gift of gifts) {
      t.strictSame(
        inherited(await given(box, gift)),
        inherited(await given(peer, gift)),
        gift.join(' ') || 'nothing',
      );
    }
  },
);

conformance(
  'an ignored signal stays ignored',
  {
    differs: { runc: 'Go gives every signal its default back' },
  },
  async (t, box) => {
    t.strictSame((await given(box, ['--ignore', '2', '--ignore', '12'])).ignoredSignals, [
      'SIGINT',
      'SIGUSR2',
    ]);
  },
);

conformance('no signal is ignored that the caller did not ignore', {}, async (t, box) => {
  t.strictSame((await given(box, [])).ignoredSignals, []);
});

conformance("the signal mask is the caller's", {}, async (t, box) => {
  t.strictSame((await given(box, [])).blockedSignals, []);
  t.strictSame((await given(box, ['--block', '10', '--block', '12'])).blockedSignals, ['SIGUSR1', 'SIGUSR2']);
});

conformance("rlimits that the config does not name are the caller's", {}, async (t, box) => {
  const { rlimits } = await given(box, [
    '--rlimit',
    '7:2000:2000',
    '--rlimit',
    '4:0:0',
    '--rlimit',
    '3:4194304:8388608',
  ]);
  t.match(rlimits, { RLIMIT_NOFILE: [2000, 2000], RLIMIT_CORE: [0, 0], RLIMIT_STACK: [4194304, 8388608] });
});

conformance(
  'a soft RLIMIT_NOFILE below the hard one is not raised',
  {
    differs: { runc: 'Go 1.19 raises it' },
  },
  async (t, box) => {
    t.match((await given(box, ['--rlimit', '7:1000:2000'])).rlimits, { RLIMIT_NOFILE: [1000, 2000] });
  },
);

conformance('a parent death signal for the runtime is none for the container', {}, async (t, box) => {
  t.equal((await given(box, ['--death', '9'])).pdeathsig, 0);
});

conformance('the container has stdio and no other descriptor', {}, async (t, box) => {
  const { fds } = await given(box, ['--fd', '3:/etc/passwd', '--fd', '9:/', '--fd', '100:/etc']);
  t.strictSame(
    fds.map(({ fd, cloexec }) => ({ fd, cloexec })),
    [0, 1, 2].map((fd) => ({ fd, cloexec: false })),
  );
});

conformance(
  'a created container has stdio and the preserved descriptors open, and no other that survives exec',
  {},
  async (t, box) => {
    const container = await box.create(box.bundle(), {
      prefix: [programs().with, '--fd', '3:/etc/passwd', '--fd', '7:/etc/group', '--'],
      options: ['--preserve-fds', '1'],
    });
    const [facts] = await container.finish();
    t.strictSame(
      (facts as unknown as Facts).fds.map(({ fd }) => fd),
      [0, 1, 2, 3],
    );
  },
);

conformance('stdio keeps its flags', {}, async (t, box) => {
  const { fds } = await given(box, ['--nonblock', '1']);
  t.match(fds, [
    { fd: 0, flags: ['O_RDONLY'], cloexec: false },
    { fd: 1, flags: ['O_WRONLY', 'O_APPEND', 'O_NONBLOCK'], cloexec: false },
    { fd: 2, flags: ['O_WRONLY', 'O_APPEND'], cloexec: false },
  ]);
});

conformance("nothing of the caller's environment reaches the container", {}, async (t, box) => {
  const env = {
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    SECRET: '1',
    NODE_OPTIONS: '--no-warnings',
    LISTEN_PID: '1',
  };
  t.strictSame((await box.facts({ process: { env: ['HOME=/'] } }, { env })).env, ['HOME=/']);
});

conformance('--preserve-fds hands over descriptors from 3 on, with their content', {}, async (t, box) => {
  const first = join(box.dir, 'first');
  const second = join(box.dir, 'second');
  writeFileSync(first, 'one');
  writeFileSync(second, 'two');
  const bundle = box.bundle({
    process: { args: probeArgs([['read-fd', '3'], ['read-fd', '4'], ['facts']]) },
  });
  const [one, two, facts] = await box.probeIn(bundle, {
    prefix: [programs().with, '--fd', `3:${first}`, '--fd', `4:${second}`, '--fd', '5:/etc/passwd', '--'],
    options: ['--preserve-fds', '2'],
  });
  t.match([one, two], [{ text: 'one' }, { text: 'two' }]);
  t.strictSame(
    (facts as unknown as Facts).fds.map(({ fd, cloexec }) => ({ fd, cloexec })),
    [0, 1, 2, 3, 4].map((fd) => ({ fd, cloexec: false })),
  );
});

conformance(
  'a descriptor to be preserved that is not open is an error',
  {
    differs: { runc: 'it takes descriptors of its own for them' },
  },
  async (t, box) => {
    const result = await box.run(box.bundle(), { options: ['--preserve-fds', '3'] });
    t.equal(result.status, 1);
    t.match(result.stderr, /preserve|file descriptor/);
  },
);

conformance(
  'LISTEN_FDS hands over that many descriptors, and LISTEN_PID is the process',
  {},
  async (t, box) => {
    const { env, fds } = await given(box, ['--fd', '3:/etc/passwd', '--fd', '4:/etc/group', '--listen', '2']);
    t.strictSame([...env].sort(), ['HOME=/root', 'LISTEN_FDS=2', 'LISTEN_PID=1', 'PATH=/bin:/']);
    t.strictSame(numbers(fds), [0, 1, 2, 3, 4]);
  },
);

conformance(
  'LISTEN_FDNAMES goes with them',
  {
    differs: { runc: 'its 1.1 does not know of them' },
  },
  async (t, box) => {
    const PATH = '/usr/sbin:/usr/bin:/sbin:/bin';
    const gift = ['--fd', '3:/etc/passwd', '--listen', '1'];
    const { env } = await given(box, gift, { env: { PATH, LISTEN_FDNAMES: 'a' } });
    t.strictSame([...env].sort(), [
      'HOME=/root',
      'LISTEN_FDNAMES=a',
      'LISTEN_FDS=1',
      'LISTEN_PID=1',
      'PATH=/bin:/',
    ]);
  },
);

conformance('LISTEN_FDS for another process means nothing', {}, async (t, box) => {
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LISTEN_FDS: '1', LISTEN_PID: '1' };
  const facts = await given(box, ['--fd', '3:/etc/passwd'], { env });
  t.strictSame([...facts.env].sort(), ['HOME=/root', 'PATH=/bin:/']);
  t.strictSame(numbers(facts.fds), [0, 1, 2]);
});

conformance('LISTEN_FDS and --preserve-fds add up', {}, async (t, box) => {
  const gift = ['--fd', '3:/etc/passwd', '--fd', '4:/etc/group', '--fd', '5:/etc/hosts', '--listen', '1'];
  const { fds } = await given(box, gift, { options: ['--preserve-fds', '1'] });
  t.strictSame(numbers(fds), [0, 1, 2, 3, 4]);
});

conformance(
  'the process has a session keyring of its own, --no-new-keyring keeps the one of the caller',
  {},
  async (t, box) => {
    const own = await given(box, []);
    const caller = await given(box, [], { options: ['--no-new-keyring'] });
    t.match(own.keyring?.name, /^_ses\./);
    t.notMatch(caller.keyring?.name, /^_ses\./);
  },
);

function numbers(fds: Facts['fds']): number[] {
  return fds.map(({ fd }) => fd);
}
