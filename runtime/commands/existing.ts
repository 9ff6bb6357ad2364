/** Requests of the commands on a container that exists. */
import { HostError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { Options, Recorded, Request } from '../plan/request.ts';
import { parseConfig } from '../spec/parse.ts';
import type { Spec } from '../spec/types.ts';
import { containerPaths } from './container.ts';

/** A command on a container that exists plans from the config as it was at create. Throws `RuntsError`. */
export function existing(command: 'start' | 'delete', host: Host, root: string, state: Recorded): Request {
  const request = bare(command, state.id, root);
  const config = savedConfig(host, request.options.stateDir);
  return {
    ...request,
    state,
    config,
    spec: config === '' ? request.spec : specOf(host, config, request.options.stateDir),
  };
}

function specOf(host: Host, config: string, stateDir: string): Spec {
  return parseConfig(config, `${stateDir}/config.json`, host).value;
}

/** A crash may have come before it was written: then no hook ran either. */
function savedConfig(host: Host, stateDir: string): string {
  try {
    return host.read(`${stateDir}/config.json`);
  } catch (error) {
    if (error instanceof HostError && error.errno === 'ENOENT') return '';
    throw error;
  }
}

/** What is known of a container that left no record. */
export function bare(command: 'start' | 'delete', id: string, root: string): Request {
  const options: Options = {
    bundle: '',
    ...containerPaths(root, id),
    noPivot: false,
    noNewKeyring: false,
    preserveFds: 0,
    listenFds: 0,
    detach: false,
    keep: false,
    subreaper: false,
    cgroupManager: 'cgroupfs',
    rootless: 'auto',
  };
  return { command, id, options, spec: { ociVersion: '1.0.0' }, config: '', facts: noFacts };
}

/** These commands plan from what create recorded alone. */
const noFacts: Request['facts'] = {
  uid: 0,
  gid: 0,
  groups: [],
  capEff: '0000000000000000',
  lastCap: 0,
  now: 0,
  bootId: '',
  cgroups: [],
  directories: [],
  newuidmap: undefined,
  newgidmap: undefined,
  devices: [],
  initialUserNamespace: true,
  setgroups: true,
};
