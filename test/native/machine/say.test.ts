import t from 'tap';
import { runPlan } from './run-plan.ts';

t.test('print writes its whole text to descriptor 1 or 2', async (t) => {
  const outcome = await runPlan([
    { op: 'print', fd: 1, text: 'out\u0001\n' },
    { op: 'print', fd: 2, text: 'err\n' },
  ]);
  t.strictSame(outcome, { status: 0, signal: null, stdout: 'out\u0001\n', stderr: 'err\n' });
});

t.test('exit ends with its status, ops after it are not carried out', async (t) => {
  const outcome = await runPlan([
    { op: 'exit', status: 42 },
    { op: 'print', fd: 1, text: 'no' },
  ]);
  t.strictSame(outcome, { status: 42, signal: null, stdout: '', stderr: '' });
});

t.test('fail ends with its text alone', async (t) => {
  const outcome = await runPlan([{ op: 'fail', text: 'container does not exist' }]);
  t.strictSame(outcome, { status: 1, signal: null, stdout: '', stderr: 'runts: container does not exist\n' });
});
