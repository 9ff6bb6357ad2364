/**
 * State: claims the id, records what will be made before it is made, and every change of status.
 *
 * config.json: `ociVersion`, `annotations` (what `state` prints and hooks read)
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/runtime.md#state
 */

import { cgroupDirectories } from '../cgroup/path.ts';
import { texts } from '../errors.ts';
import type { Op, Text } from '../plan/op.ts';
import { remember } from '../plan/remember.ts';
import type { Request } from '../plan/request.ts';
import { namespace, type Stage } from '../plan/stage.ts';
import type { StateRecord } from '../spec/types.ts';
import { absolute } from './path.ts';

type Status = 'creating' | 'created' | 'running' | 'stopped';

/** mkdir(2) is the claim: of two creates of one id at once one gets EEXIST and leaves all as it is. */
export const claimId: Stage = {
  name: 'claimId',
  config: [],
  plan: ({ options }) => [
    {
      op: 'mkdir',
      in: 'runtime',
      path: options.stateDir,
      mode: 0o700,
      ifExists: 'fail',
      parents: true,
      // It was taken before: where no container comes about, its file is not to stay either.
      elseUnlink: options.lockPath,
      origin: '',
      says: { EEXIST: texts.exists },
      undo: [
        { op: 'removeTree', in: 'runtime', path: options.stateDir, ifMissing: 'skip', origin: '' },
        { op: 'unlink', in: 'runtime', path: options.lockPath, ifMissing: 'skip', origin: '' },
      ],
    },
  ],
};

/** A crash from here on leaves a record by which `delete --force` finds everything. */
export const recordResources: Stage = {
  name: 'recordResources',
  config: ['ociVersion', 'annotations'],
  plan: (request) => [
    writeState(request, 'creating', false),
    {
      op: 'writeFile',
      in: 'runtime',
      path: `${request.options.stateDir}/config.json`,
      data: request.config,
      mode: 0o600,
      origin: '',
    },
  ],
};

/** The init process exists: its pid and start time. */
export const recordPid: Stage = {
  name: 'recordPid',
  config: [],
  plan: (request) => [writeState(request, 'creating', true)],
};

/** create is done. */
export const created: Stage = {
  name: 'created',
  config: [],
  plan: (request) => [writeState(request, 'created', true)],
};

/** The program runs. */
export const running: Stage = {
  name: 'running',
  config: [],
  plan: (request) => [writeState(request, 'running', true)],
};

/** For engines that wait for it: decimal digits, no newline (go-runc does not trim). */
export const pidFile: Stage = {
  name: 'pidFile',
  config: [],
  plan({ options }) {
    if (options.pidFile === undefined) return [];
    return [
      {
        op: 'writeFile',
        in: 'runtime',
        path: options.pidFile,
        data: [{ slot: 'pid' }],
        mode: 0o644,
        origin: '',
        undo: [{ op: 'unlink', in: 'runtime', path: options.pidFile, ifMissing: 'skip', origin: '' }],
      },
    ];
  },
};

/** What was read while planning must still hold when the machine begins. */
export const expectState: Stage = {
  name: 'expectState',
  config: [],
  plan: ({ id, options, state }) => [
    {
      op: 'expectState',
      in: 'runtime',
      path: `${options.stateDir}/state.json`,
      ...(state === undefined ? {} : { content: state.text }),
      origin: '',
      says: {
        ESTALE: `container "${id}" was changed by another command meanwhile`,
        ENOENT: texts.missing(id),
      },
    },
  ],
};

/** The state in the specification's form, as hooks read it: the pid is the machine's to fill in, or recorded. */
export function ociState(request: Request, status: Status): Text {
  return join(request, status, request.state === undefined && status !== 'stopped', '}');
}

function writeState(request: Request, status: Status, withPid: boolean): Op {
  const { state, options } = request;
  const startTime = state?.record.startTime ?? 0;
  const started: Text = withPid && state === undefined ? [{ slot: 'startTime' }] : `${startTime}`;
  const tail: Text = [
    ',"runts":{"startTime":',
    ...parts(started),
    ',"runtime":{"pid":',
    { slot: 'runtimePid' },
    ',"startTime":',
    { slot: 'runtimeStartTime' },
    '},',
    recordText(request).slice(1),
    '}\n',
  ];
  return {
    op: 'writeFile',
    in: 'runtime',
    path: `${options.stateDir}/state.json`,
    data: join(request, status, withPid && state === undefined, tail),
    mode: 0o600,
    origin: '',
  };
}

/** The record as every status has it. */
const recordText = remember((request: Request): string => {
  const { startTime: _init, runtime: _before, ...record } = request.state?.record ?? recordOf(request);
  return JSON.stringify(record);
});

function join(request: Request, status: Status, pidSlot: boolean, tail: Text): Text {
  const { spec, id, state } = request;
  const head = JSON.stringify({ ociVersion: state?.ociVersion ?? spec.ociVersion, id, status });
  return [head.slice(0, -1), ...pidOf(state?.pid ?? 0, status, pidSlot), rest(request), ...parts(tail)];
}

/** What no status changes: once for all hooks, since annotations may be long. */
const rest = remember(({ spec, options, state }: Request): string => {
  const annotations = state === undefined ? spec.annotations : state.annotations;
  const text = JSON.stringify({
    bundle: state?.bundle ?? options.bundle,
    ...(annotations === undefined ? {} : { annotations }),
  });
  return `,${text.slice(1, -1)}`;
});

/** Required while there is a process, absent when there is none any more. */
function pidOf(pid: number, status: Status, pidSlot: boolean): Exclude<Text, string> {
  if (status === 'stopped') return [];
  return [',"pid":', pidSlot ? { slot: 'pid' } : `${pid}`];
}

function parts(text: Text): Exclude<Text, string> {
  return typeof text === 'string' ? [text] : text;
}

/** What later commands need and the specification's state does not have: schema/state.json. */
function recordOf(request: Request): Omit<StateRecord, 'startTime' | 'runtime'> & Partial<StateRecord> {
  const { spec, facts, options } = request;
  return {
    version: 1,
    created: new Date(facts.now).toISOString(),
    owner: facts.uid,
    bootId: facts.bootId,
    rootfs: absolute(spec.root?.path ?? 'rootfs', options.bundle),
    cgroups: cgroupDirectories(request),
    ownPidNamespace: namespace(spec, 'pid') === 'new',
  };
}
