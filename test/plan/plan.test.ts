import t from 'tap';
import type { Op } from '../../runtime/plan/op.ts';
import { checkPlan, handOver, type Plan, references } from '../../runtime/plan/plan.ts';
import { PlanError } from '../../runtime/plan/plan-error.ts';

function plan(...ops: readonly object[]): Plan {
  return {
    command: 'create',
    id: 'box',
    options: { preserveFds: 0, debug: false, log: undefined },
    ops: ops.map((op) => ({ in: 'runtime', origin: '', stage: 'test', ...op }) as Op & { stage: string }),
  };
}

const open = { op: 'openTree', source: '/', as: 'tree' };
const bind = { op: 'bind', in: 'container', from: 'tree', source: '/', target: '/x' };
const remove = { op: 'unlink', in: 'runtime', path: '/x', ifMissing: 'skip', origin: '' };

t.test('a plan that keeps the rules is returned as it is', (t) => {
  const good = plan(
    { op: 'mkdir', path: '/x', mode: 0, ifExists: 'fail', undo: [remove, remove] },
    open,
    { op: 'setsid', in: 'setup' },
    { op: 'noNewPrivileges' },
    bind,
    bind,
  );
  t.equal(checkPlan(good), good);
  t.end();
});

const broken: Readonly<Record<string, readonly [Plan, string]>> = {
  'a result is used before an op names it': [
    plan(bind, open),
    'stage test, op bind: from "tree" is used before an op names it',
  ],
  'a result is used that nobody names': [
    plan({ op: 'sendFd', from: 'a', fd: 'b', name: '' }),
    'stage test, op sendFd: from "a" is used before an op names it',
  ],
  'a result is named twice': [plan(open, open), 'stage test, op openTree: as "tree" is named twice'],
  'both ends of one op have the same name': [
    plan({ op: 'socketpair', as: 'a', peer: 'a' }),
    'stage test, op socketpair: peer "a" is named twice',
  ],
  'setup hands over to the container': [
    plan({ op: 'setsid', in: 'setup' }, { op: 'setsid', in: 'container' }),
    'stage test, op setsid: no hand-over from setup to container',
  ],
  'the container hands over to setup': [
    plan({ op: 'setsid', in: 'container' }, { op: 'setsid', in: 'setup' }),
    'stage test, op setsid: no hand-over from container to setup',
  ],
  'an undo is not for the runtime': [
    plan({ ...open, undo: [{ ...remove, in: 'container' }] }),
    'stage test, op openTree: an undo is not on the runtime track',
  ],
  'an undo has an undo': [
    plan({ ...open, undo: [{ ...remove, undo: [remove] }] }),
    'stage test, op openTree: an undo has an undo of its own',
  ],
  'an undo names a result': [
    plan({ ...open, undo: [{ ...open, in: 'runtime', as: 'other' }] }),
    'stage test, op openTree: an undo names a result',
  ],
  'an undo uses a result that is named later': [
    plan({ ...remove, undo: [{ ...bind, in: 'runtime' }] }, open),
    'stage test, op unlink: from "tree" of its undo is not named',
  ],
  'an op does not exist': [plan({ op: 'toString' }), 'stage test, op toString: there is no op "toString"'],
  'an undo does not exist': [
    plan({ ...open, undo: [{ op: 'nope', in: 'runtime' }] }),
    'stage test, op openTree: there is no op "nope"',
  ],
  'a track does not exist': [
    plan({ op: 'setsid', in: 'host' }),
    'stage test, op setsid: there is no track "host"',
  ],
};
for (const [what, [bad, message]] of Object.entries(broken)) {
  t.test(`checkPlan refuses a plan in which ${what}`, (t) => {
    t.throws(() => checkPlan(bad), { name: 'PlanError', code: 'ERR_PLAN_INVALID', stage: 'test', message });
    t.end();
  });
}

t.test('an undo may use what its own op names', (t) => {
  const undo = [{ ...bind, in: 'runtime', origin: '' }];
  t.doesNotThrow(() => checkPlan(plan({ ...open, undo })));
  t.end();
});

t.test('a PlanError tells the stage and the op', (t) => {
  const [op] = plan(open).ops;
  if (op === undefined) throw new Error('no op');
  const error = new PlanError({ stage: 'mounts' }, op, 'is wrong');
  t.match(error, { name: 'PlanError', stage: 'mounts', op, message: 'stage mounts, op openTree: is wrong' });
  t.end();
});

t.test('a hand-over is where the track changes', (t) => {
  t.equal(handOver(undefined, 'runtime'), undefined);
  t.equal(handOver('runtime', 'runtime'), undefined);
  t.equal(handOver('runtime', 'container'), 'runtime -> container');
  t.end();
});

t.test('references are the fields that name or use a result', (t) => {
  const [send, pair, bare] = plan(
    { op: 'sendFd', from: 'a', fd: 'b', name: 'c' },
    { op: 'socketpair', as: 'a', peer: 'b' },
    { op: 'supervise' },
  ).ops;
  t.strictSame(send && references(send, 'from'), [
    ['from', 'a'],
    ['fd', 'b'],
  ]);
  t.strictSame(send && references(send, 'as'), []);
  t.strictSame(pair && references(pair, 'as'), [
    ['as', 'a'],
    ['peer', 'b'],
  ]);
  t.strictSame(bare && references(bare, 'from'), []);
  t.end();
});
