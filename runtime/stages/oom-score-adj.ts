/**
 * The OOM killer's bias, written from the host's side: lowering it takes a capability there.
 *
 * config.json: `process.oomScoreAdj`
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#linux-process
 */
import type { Stage } from '../plan/stage.ts';

export const oomScoreAdj: Stage = {
  name: 'oomScoreAdj',
  config: ['process.oomScoreAdj'],
  plan({ spec }) {
    const value = spec.process?.oomScoreAdj;
    if (value === undefined) return [];
    const path = ['/proc/', { slot: 'pid' }, '/oom_score_adj'] as const;
    const says = {
      EACCES: `cannot set oomScoreAdj to ${value}: permission denied: lowering it below the caller's own takes CAP_SYS_RESOURCE`,
    };
    return [
      {
        op: 'write',
        in: 'runtime',
        path,
        data: `${value}`,
        ifMissing: 'fail',
        says,
        origin: '/process/oomScoreAdj',
      },
    ];
  },
};
