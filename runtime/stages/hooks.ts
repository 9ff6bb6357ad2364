/**
 * Hooks: programs run at six moments of the container's life, in the runtime or the container namespace, with the
 * state on stdin.
 *
 * config.json: `hooks`
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#posix-platform-hooks
 */
import type { Op, Track } from '../plan/op.ts';
import type { Request } from '../plan/request.ts';
import type { Stage } from '../plan/stage.ts';
import type { Hook, Hooks } from '../spec/types.ts';
import { ociState } from './state.ts';

type Status = 'creating' | 'created' | 'running' | 'stopped';

function hookStage(moment: keyof Hooks, track: Track, status: Status): Stage {
  return {
    name: `${moment}Hooks`,
    config: [`hooks.${moment}`],
    plan: (request) =>
      (request.spec.hooks?.[moment] ?? []).map((hook, index) =>
        hookOp(hook, `/hooks/${moment}/${index}`, request),
      ),
  };

  function hookOp(hook: Hook, origin: string, request: Request): Op {
    const env = hook.env ?? (moment === 'startContainer' ? request.spec.process?.env : undefined);
    return {
      op: 'spawn',
      in: track,
      path: hook.path,
      args: hook.args === undefined || hook.args.length === 0 ? [hook.path] : hook.args,
      ...(env === undefined ? {} : { env }),
      stdin: ociState(request, status),
      ...(hook.timeout === undefined ? {} : { timeoutMs: hook.timeout * 1000 }),
      // A failure after the container is gone can change nothing any more: it warns.
      ...(moment === 'poststop' ? { ifFails: 'warn' } : {}),
      origin,
    };
  }
}

export const prestartHooks = hookStage('prestart', 'runtime', 'creating');
export const createRuntimeHooks = hookStage('createRuntime', 'runtime', 'creating');
export const createContainerHooks = hookStage('createContainer', 'container', 'creating');
export const startContainerHooks = hookStage('startContainer', 'container', 'created');
export const poststartHooks = hookStage('poststart', 'runtime', 'running');
export const poststopHooks = hookStage('poststop', 'runtime', 'stopped');
