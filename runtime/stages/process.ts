/**
 * The process: where it starts and what it is, looked up when the container is created, so that engines get their
 * answer there; and the last step, execve(2).
 *
 * config.json: `process.args`, `process.env`, `process.cwd`
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#process
 */
import { texts } from '../errors.ts';
import type { Op } from '../plan/op.ts';
import type { Request } from '../plan/request.ts';
import type { Stage } from '../plan/stage.ts';

/** What execvp(3) searches where the environment has no PATH. */
const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Variables as the program gets them: of a name given twice the last counts. */
export function environment(env: readonly string[]): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const each of env) {
    const equals = each.indexOf('=');
    const name = equals < 0 ? each : each.slice(0, equals);
    variables.delete(name);
    variables.set(name, each);
  }
  return variables;
}

function value(variables: ReadonlyMap<string, string>, name: string): string {
  return variables.get(name)?.slice(name.length + 1) ?? '';
}

export const cwdAndExecutable: Stage = {
  name: 'cwdAndExecutable',
  config: ['process', 'process.cwd'],
  plan({ spec }) {
    const { process } = spec;
    if (process === undefined) return [];
    const variables = environment(process.env ?? []);
    const home: readonly Op[] =
      value(variables, 'HOME') === ''
        ? [{ op: 'home', in: 'container', uid: process.user?.uid ?? 0, origin: '/process/env' }]
        : [];
    return [...home, chdir(process.cwd), ...findExecutable(process.args ?? [], value(variables, 'PATH'))];
  },
};

function chdir(cwd: string): Op {
  const says = {
    ENOENT: `${texts.cwd(cwd)}: no such file or directory`,
    ENOTDIR: `${texts.cwd(cwd)}: not a directory`,
    EACCES: `${texts.cwd(cwd)}: permission denied`,
  };
  return { op: 'chdir', in: 'container', path: cwd, says, origin: '/process/cwd' };
}

function findExecutable(args: readonly string[], path: string): readonly Op[] {
  const name = args[0];
  if (name === undefined) return [];
  const says = {
    ENOENT: name.includes('/') ? texts.executableMissing(name) : texts.executableNotFound(name),
    ENOTDIR: `exec: "${name}": not a directory`,
    EACCES: texts.executablePermission(name),
    EISDIR: texts.executableDirectory(name),
  };
  const searchPath = path === '' ? defaultPath : path;
  return [{ op: 'findExecutable', in: 'container', name, searchPath, says, origin: '/process/args/0' }];
}

export const exec: Stage = {
  name: 'exec',
  config: ['process.args', 'process.env'],
  plan(request) {
    const { spec } = request;
    const args = spec.process?.args ?? [];
    const name = args[0];
    if (name === undefined) {
      const text = 'cannot start a container whose config.json has no process.args';
      return [{ op: 'fail', in: 'container', text, origin: '/process' }];
    }
    const says = {
      ENOENT: texts.executableMissing(name),
      EACCES: texts.executablePermission(name),
      ENOEXEC: `exec: "${name}": exec format error`,
    };
    return [{ op: 'execve', in: 'container', args, env: processEnv(request), says, origin: '/process/args' }];
  },
};

/** The environment, with what socket activation needs: sd_listen_fds(3); the process is pid 1 of its namespace. */
function processEnv({ spec, options }: Request): readonly string[] {
  const variables = new Map(environment(spec.process?.env ?? []));
  if (value(variables, 'HOME') === '') variables.delete('HOME');
  if (options.listenFds > 0) {
    variables.set('LISTEN_FDS', `LISTEN_FDS=${options.listenFds}`);
    variables.set('LISTEN_PID', 'LISTEN_PID=1');
    if (options.listenFdNames !== undefined)
      variables.set('LISTEN_FDNAMES', `LISTEN_FDNAMES=${options.listenFdNames}`);
  }
  return [...variables.values()];
}
