import t from 'tap';
import { oomScoreAdj } from '../../runtime/stages/oom-score-adj.ts';
import { request } from './request.ts';

t.test('oomScoreAdj is written by the runtime to the process it started', (t) => {
  t.strictSame(oomScoreAdj.plan(request({ process: { oomScoreAdj: -500 } })), [
    {
      op: 'write',
      in: 'runtime',
      path: ['/proc/', { slot: 'pid' }, '/oom_score_adj'],
      data: '-500',
      ifMissing: 'fail',
      says: {
        EACCES:
          "cannot set oomScoreAdj to -500: permission denied: lowering it below the caller's own takes CAP_SYS_RESOURCE",
      },
      origin: '/process/oomScoreAdj',
    },
  ]);
  t.end();
});

t.test('oomScoreAdj 0 is a value, none is not', (t) => {
  t.equal(oomScoreAdj.plan(request({ process: { oomScoreAdj: 0 } })).length, 1);
  t.strictSame(oomScoreAdj.plan(request()), []);
  t.end();
});
