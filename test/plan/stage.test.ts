import t from 'tap';
import { compose, insertAfter, insertBefore, namespace, type Stage } from '../../runtime/plan/stage.ts';
import { request } from '../stages/request.ts';

const options = { preserveFds: 2, debug: false, log: undefined };
const stage = (name: string, ...names: readonly string[]): Stage => ({
  name,
  config: [],
  plan: ({ id }) =>
    names.map((each) => ({ op: 'sethostname', in: 'container', name: `${each}-${id}`, origin: '/x' })),
});
const [one, none, two] = [stage('one', 'a', 'b'), stage('none'), stage('two', 'c')];

t.test('compose is what all stages ask for, in their order', (t) => {
  const op = { op: 'sethostname', in: 'container', origin: '/x' };
  t.strictSame(compose([one, none, two], request(), options), {
    command: 'create',
    id: 'box',
    options,
    ops: [
      { ...op, name: 'a-box', stage: 'one' },
      { ...op, name: 'b-box', stage: 'one' },
      { ...op, name: 'c-box', stage: 'two' },
    ],
  });
  t.end();
});

t.test('compose refuses a plan that breaks the rules, and names the stage', (t) => {
  const wrong: Stage = {
    name: 'wrong',
    config: [],
    plan: () => [{ op: 'bindConsole', in: 'container', peer: 'tty', origin: '' }],
  };
  t.throws(() => compose([one, wrong], request(), options), { code: 'ERR_PLAN_INVALID', stage: 'wrong' });
  t.end();
});

t.test('a stage is inserted after or before another, in a new array', (t) => {
  const stages = [one, two];
  const names = (list: readonly Stage[]) => list.map(({ name }) => name);
  t.strictSame(names(insertAfter(stages, 'one', none)), ['one', 'none', 'two']);
  t.strictSame(names(insertAfter(stages, 'two', none)), ['one', 'two', 'none']);
  t.strictSame(names(insertBefore(stages, 'one', none)), ['none', 'one', 'two']);
  t.strictSame(names(stages), ['one', 'two']);
  t.end();
});

t.test('a stage that is not there is named with those that are', (t) => {
  const error = { name: 'RangeError', message: 'no stage is named "three"; there are: one two' };
  t.throws(() => insertAfter([one, two], 'three', none), error);
  t.throws(() => insertBefore([one, two], 'three', none), error);
  t.end();
});

t.test('a namespace is new, joined by a path, or the one of the runtime', (t) => {
  const { spec } = request({
    linux: { namespaces: [{ type: 'pid' }, { type: 'uts', path: '' }, { type: 'user', path: '/ns' }] },
  });
  t.equal(namespace(spec, 'pid'), 'new');
  t.equal(namespace(spec, 'uts'), 'new');
  t.strictSame(namespace(spec, 'user'), { path: '/ns', index: 2 });
  t.equal(namespace(spec, 'mount'), undefined);
  t.equal(namespace({ ociVersion: '1.3.0' }, 'pid'), undefined);
  t.end();
});
