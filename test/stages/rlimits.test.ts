import t from 'tap';
import { rlimits } from '../../runtime/stages/rlimits.ts';
import { request, user } from './request.ts';

t.test('rlimits are set from outside, in the order given, 64 bits wide', (t) => {
  const infinity = 18446744073709551615n;
  const list = [
    { type: 'RLIMIT_NOFILE', soft: 1024, hard: 4096 },
    { type: 'RLIMIT_CORE', soft: 0, hard: infinity },
  ];
  t.strictSame(rlimits.plan(request({ process: { rlimits: list } })), [
    {
      op: 'prlimit',
      in: 'runtime',
      resource: 'RLIMIT_NOFILE',
      soft: 1024,
      hard: 4096,
      origin: '/process/rlimits/0',
    },
    {
      op: 'prlimit',
      in: 'runtime',
      resource: 'RLIMIT_CORE',
      soft: 0,
      hard: infinity,
      origin: '/process/rlimits/1',
    },
  ]);
  t.strictSame(rlimits.plan(request()), []);
  t.end();
});

t.test('a runtime that may not set limits of others lets the process set its own', (t) => {
  const list = [{ type: 'RLIMIT_CORE', soft: 0, hard: 0 }];
  const [op] = rlimits.plan(request({ process: { rlimits: list }, facts: user }));
  t.match(op, { op: 'prlimit', in: 'container' });
  t.end();
});

t.test('a resource that the kernel does not have is refused with those it has', (t) => {
  const list = [{ type: 'toString', soft: 0, hard: 0 }];
  t.throws(() => rlimits.plan(request({ process: { rlimits: list } })), {
    code: 'ERR_CONFIG_INVALID',
    property: '/process/rlimits/0/type',
    message:
      /^config\.json: \/process\/rlimits\/0\/type: "toString" is no resource: RLIMIT_CPU .* RLIMIT_RTTIME$/,
  });
  t.end();
});
