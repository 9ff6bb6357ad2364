import { readFileSync } from 'node:fs';
import { conformance } from './harness.ts';
import { programs } from './programs.ts';
import { probeArgs } from './spec.ts';

conformance('args are handed over as they are', {}, async (t, box) => {
  const args = [
    '/probe',
    'facts',
    '--',
    'stderr',
    'two words',
    '--',
    'stderr',
    '',
    '--',
    'stderr',
    '"ä\n$HOME',
  ];
  const result = await box.run(box.bundle({ process: { args } }));
  t.strictSame(JSON.parse(result.stdout.split('\n')[0] ?? '').args, args);
  t.equal(result.stderr, 'two words"ä\n$HOME');
});

conformance('args[0] without a slash is looked for in the PATH of the container', {}, async (t, box) => {
  const bundle = box.bundle({ process: { args: ['probe', 'facts'], env: ['PATH=/nowhere:/bin:/'] } });
  const [facts] = await box.probeIn(bundle);
  t.match(facts, { args: ['probe', 'facts'], exe: '/probe' });
});

conformance('env is given in its order, with its newlines, and nothing else', {}, async (t, box) => {
  const env = ['PATH=/', 'B=2', 'A=1', 'EMPTY=', 'LINES=a\nb', 'HOME=/somewhere', 'UMLAUT=ä'];
  t.strictSame((await box.facts({ process: { env } })).env, env);
});

conformance(
  'of a variable given twice the last one counts',
  {
    differs: { runc: 'its 1.1 hands both over' },
  },
  async (t, box) => {
    const { env } = await box.facts({ process: { env: ['A=1', 'HOME=/', 'A=2', 'B=3', 'A=4'] } });
    t.strictSame([...env].sort(), ['A=4', 'B=3', 'HOME=/']);
  },
);

conformance(
  'HOME comes from the passwd of the container where it is missing or empty',
  {
    differs: { runc: 'its 1.1 keeps an empty HOME' },
  },
  async (t, box) => {
    const cases: [number, string[], string][] = [
      [0, [], '/root'],
      [0, ['HOME='], '/root'],
      [1000, [], '/home/alice'],
      [1001, [], '/'],
      [4711, [], '/'],
      [1000, ['HOME=/given'], '/given'],
    ];
    for (const [uid, env, home] of cases) {
      const facts = await box.facts({ process: { user: { uid, gid: uid }, env } });
      t.strictSame(facts.env, [`HOME=${home}`], `${uid} ${env}`);
    }
  },
);

conformance('HOME comes from the passwd of the container where it is missing', {}, async (t, box) => {
  for (const [uid, home] of [
    [0, '/root'],
    [1000, '/home/alice'],
    [4711, '/'],
  ]) {
    const facts = await box.facts({ process: { user: { uid, gid: uid }, env: [] } });
    t.strictSame(facts.env, [`HOME=${home}`], `${uid}`);
  }
});

conformance(
  'a passwd that is no regular file gives no HOME and holds nothing up',
  {
    differs: { runc: 'it opens a FIFO and waits for a writer' },
  },
  async (t, box) => {
    const bundle = box.bundle({ process: { env: [] } });
    await box.engine.command([
      'sh',
      '-c',
      `rm ${bundle.rootfs}/etc/passwd; mkfifo ${bundle.rootfs}/etc/passwd`,
    ]);
    const [facts] = await box.probeIn(bundle, { timeout: 5000 });
    t.strictSame(facts?.env, ['HOME=/']);
  },
);

conformance('cwd is where the process begins', {}, async (t, box) => {
  t.equal((await box.facts({ process: { cwd: '/home/alice' } })).cwd, '/home/alice');
});

conformance('a relative cwd is refused', {}, async (t, box) => {
  const result = await box.run(box.bundle({ process: { cwd: 'home' } }));
  t.match(result, { status: 1, stderr: /cwd.*absolute/i });
});

conformance('cwd can be a directory that only the user of the process may enter', {}, async (t, box) => {
  const bundle = box.bundle({ process: { user: { uid: 1000, gid: 1000 }, cwd: '/home/alice' } });
  await box.engine.command(['sh', '-c', `cd ${bundle.rootfs}/home; chown 1000:1000 alice; chmod 700 alice`]);
  t.match((await box.probeIn(bundle))[0], { cwd: '/home/alice' });
});

conformance('cwd does not lead out of the container', {}, async (t, box) => {
  for (const fd of [3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) {
    const result = await box.run(
      box.bundle({
        process: { cwd: `/proc/self/fd/${fd}`, args: probeArgs([['ls', '../../../..'], ['facts']]) },
      }),
    );
    if (result.status === 0) t.match(result.stdout, /"cwd":"\/[^"]*"/, `descriptor ${fd} is inside`);
    else
      t.match(
        result.stderr,
        /cwd|no such file|not a directory|permission denied|mkdir/,
        `descriptor ${fd} is refused`,
      );
  }
});

conformance('user gives the three ids, and additionalGids are the only groups', {}, async (t, box) => {
  const facts = await box.facts({
    process: { user: { uid: 1000, gid: 1001, additionalGids: [5, 50, 4711] } },
  });
  t.match(facts, { uids: [1000, 1000, 1000], gids: [1001, 1001, 1001] });
  t.strictSame(
    [...facts.groups].sort((a, b) => a - b),
    [5, 50, 4711],
  );
});

conformance("the groups of the caller are not the process's", {}, async (t, box) => {
  const { groups } = await box.facts(
    { process: { user: { uid: 1000, gid: 1000 } } },
    { prefix: ['setpriv', '--groups', '7,8'] },
  );
  t.strictSame(groups, []);
});

conformance('umask is that of process.user, else 0022', {}, async (t, box) => {
  t.equal((await box.facts({ process: { user: { umask: 0o27 } } })).umask, '0027');
  t.equal((await box.facts({ process: { user: { umask: 0 } } })).umask, '0000');
  t.equal((await box.facts({}, { prefix: ['sh', '-c', 'umask 0077; exec "$@"', 'sh'] })).umask, '0022');
});

const SOME = ['CAP_CHOWN', 'CAP_KILL'];

conformance('the five capability sets are those of the config', {}, async (t, box) => {
  const sets = {
    bounding: ['CAP_CHOWN', 'CAP_KILL', 'CAP_NET_RAW', 'CAP_SYS_ADMIN'],
    effective: ['CAP_KILL'],
    permitted: ['CAP_CHOWN', 'CAP_KILL', 'CAP_NET_RAW'],
    inheritable: SOME,
    ambient: ['CAP_KILL'],
  };
  const { capabilities } = await box.facts({
    process: { user: { uid: 1000, gid: 1000 }, capabilities: sets },
  });
  // A program without file capabilities keeps what is ambient.
  t.strictSame(capabilities, { ...sets, permitted: ['CAP_KILL'] });
});

conformance('root keeps its bounding set', {}, async (t, box) => {
  const sets = { bounding: SOME, effective: SOME, permitted: SOME };
  const { capabilities } = await box.facts({ process: { capabilities: sets } });
  t.strictSame(capabilities, { ...sets, inheritable: [], ambient: [] });
});

conformance('no capabilities property is no capability', {}, async (t, box) => {
  const { capabilities } = await box.facts();
  t.strictSame(capabilities, { bounding: [], effective: [], inheritable: [], permitted: [], ambient: [] });
});

conformance('an unknown capability warns, and does not fail', {}, async (t, box) => {
  const sets = { bounding: [...SOME, 'CAP_NONSENSE'], effective: SOME, permitted: SOME };
  const { capabilities } = await box.facts({ process: { capabilities: sets } });
  t.strictSame(capabilities.effective, SOME);
});

conformance('a capability that is not granted cannot be used', {}, async (t, box) => {
  const sets = { bounding: SOME, effective: SOME, permitted: SOME };
  t.match(
    await box.probe(
      { process: { capabilities: sets } },
      ['sethostname', 'other'],
      ['mknod', '/tmp/null', 'c', '1', '3'],
      ['chown', '/tmp', '1000', '1000'],
    ),
    [{ error: 'EPERM' }, { error: 'EPERM' }, { error: null }],
  );
});

conformance('rlimits of a process that is another user are set', {}, async (t, box) => {
  const { rlimits } = await box.facts({
    process: {
      user: { uid: 1000, gid: 1000 },
      rlimits: [{ type: 'RLIMIT_NOFILE', soft: 100, hard: 200 }],
    },
  });
  t.match(rlimits, { RLIMIT_NOFILE: [100, 200] });
});

/** CAP_SYS_RESOURCE, capabilities(7). */
function mayRaiseLimits(): boolean {
  const [, effective = '0'] = /^CapEff:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return ((BigInt(`0x${effective}`) >> 24n) & 1n) === 1n;
}

conformance(
  "an rlimit above the runtime's own hard limit is set, whoever the process is",
  { lacks: () => (mayRaiseLimits() ? undefined : 'no CAP_SYS_RESOURCE') },
  async (t, box) => {
    const rlimits = [{ type: 'RLIMIT_NOFILE', soft: 3000, hard: 4000 }];
    for (const uid of [0, 1000]) {
      const facts = await box.facts(
        { process: { user: { uid, gid: uid }, rlimits } },
        { prefix: [programs().with, '--rlimit', '7:1000:2000', '--'] },
      );
      t.match(facts.rlimits, { RLIMIT_NOFILE: [3000, 4000] }, `uid ${uid}`);
    }
  },
);

conformance('rlimits are set, soft and hard', {}, async (t, box) => {
  const { rlimits } = await box.facts({
    process: {
      rlimits: [
        { type: 'RLIMIT_NOFILE', soft: 100, hard: 200 },
        { type: 'RLIMIT_CORE', soft: 0, hard: 0 },
        { type: 'RLIMIT_NPROC', soft: 1000, hard: 1000 },
        { type: 'RLIMIT_AS', soft: 4294967296, hard: 8589934592 },
      ],
    },
  });
  t.match(rlimits, {
    RLIMIT_NOFILE: [100, 200],
    RLIMIT_CORE: [0, 0],
    RLIMIT_NPROC: [1000, 1000],
    RLIMIT_AS: [4294967296, 8589934592],
  });
});

conformance('the unlimited rlimit of 64 bits survives', {}, async (t, box) => {
  const bundle = box.bundle();
  // 2^64 - 1 is no JavaScript number, so it goes into the text.
  await box.engine.command([
    'sed',
    '-i',
    's/"cwd":/"rlimits": [{"type": "RLIMIT_FSIZE", "soft": 1048576, "hard": 18446744073709551615}], "cwd":/',
    `${bundle.dir}/config.json`,
  ]);
  t.match((await box.probeIn(bundle))[0], { rlimits: { RLIMIT_FSIZE: [1048576, 'unlimited'] } });
});

conformance(
  'low rlimits of the container do not hinder the runtime',
  {
    differs: { runc: 'its init opens files after it has set the limits' },
  },
  async (t, box) => {
    const { rlimits } = await box.facts({
      process: {
        rlimits: [
          { type: 'RLIMIT_NOFILE', soft: 3, hard: 3 },
          { type: 'RLIMIT_FSIZE', soft: 100000, hard: 100000 },
        ],
      },
    });
    t.match(rlimits, { RLIMIT_NOFILE: [3, 3], RLIMIT_FSIZE: [100000, 100000] });
  },
);

conformance('an unknown rlimit is refused', {}, async (t, box) => {
  const rlimits = [{ type: 'RLIMIT_NONSENSE', soft: 1, hard: 1 }];
  t.match(await box.run(box.bundle({ process: { rlimits } })), {
    status: 1,
    stdout: '',
    stderr: /RLIMIT_NONSENSE/,
  });
});

conformance('a limit cannot be raised from inside', {}, async (t, box) => {
  const rlimits = [{ type: 'RLIMIT_NOFILE', soft: 50, hard: 50 }];
  t.match(await box.probe({ process: { rlimits } }, ['setrlimit-nofile', '51'], ['setrlimit-nofile', '49']), [
    { error: 'EPERM' },
    { error: null },
  ]);
});

conformance("oomScoreAdj is written, and without it the caller's stays", {}, async (t, box) => {
  t.equal((await box.facts({ process: { oomScoreAdj: 321 } })).oomScoreAdj, '321\n');
  t.equal((await box.facts({}, { prefix: ['choom', '-n', '77', '--'] })).oomScoreAdj, '77\n');
});

conformance('noNewPrivileges is as the config says', {}, async (t, box) => {
  t.equal((await box.facts({ process: { noNewPrivileges: true } })).noNewPrivileges, true);
  t.equal((await box.facts({ process: { noNewPrivileges: false } })).noNewPrivileges, false);
});

conformance('with noNewPrivileges a setuid program gains nothing', {}, async (t, box) => {
  for (const [noNewPrivileges, uid] of [
    [true, 1000],
    [false, 0],
  ] as const) {
    const changes = {
      process: { user: { uid: 1000, gid: 1000 }, args: ['/bin/setuid', 'facts'], noNewPrivileges },
    };
    const bundle = box.bundle(changes);
    await box.engine.command([
      'install',
      '-m',
      '4755',
      `${bundle.rootfs}/probe`,
      `${bundle.rootfs}/bin/setuid`,
    ]);
    const [facts] = await box.probeIn(bundle);
    t.match(facts, { uids: [1000, uid] }, `${noNewPrivileges}`);
  }
});

conformance('the process leads a session of its own', {}, async (t, box) => {
  t.match(await box.facts(), { pid: 1, ppid: 0, sid: 1, pgid: 1 });
});

conformance(
  'an id of more than 31 bits is an id',
  {
    differs: { runc: 'its 1.1 takes ids up to 2^31 - 1' },
  },
  async (t, box) => {
    const id = 4294967294;
    t.match(await box.facts({ process: { user: { uid: id, gid: id } } }), {
      uids: [id, id, id],
      gids: [id, id, id],
    });
  },
);
