/**
 * The plugins that root's configuration names. A plan without one of them would be another plan than root wants, so
 * whatever is wrong with the configuration or a plugin is a refusal.
 */
import { HostError, PluginError, thrownText } from '../errors.ts';
import { isInitialUserNamespace } from '../host/facts.ts';
import type { Host } from '../host/host.ts';
import type { LoadedPlugin, Plugin } from '../plan/plugin.ts';
import { parsePlugins } from '../spec/parse.ts';

/** Where root names plugins. */
export const configurationFile = '/etc/runts/plugins.json';

/** The text of a file that nobody but root can have written. */
interface TrustedText {
  /** Its path as configured. */
  readonly file: string;
  readonly text: string;
}

/** What a plan has to be made with. */
export interface Configured {
  readonly plugins: readonly LoadedPlugin[];
  /** Whether they were evaluated just now: they are not those that were compiled with the planner. */
  readonly evaluated: boolean;
}

/** Thrown where a plugin has to be evaluated and the host has no parser: another host has to plan. */
export class NeedsParser extends Error {}

/** Plugins that were compiled together with the planner. */
const baked: (TrustedText & LoadedPlugin)[] = [];

/** For native/engine/compile.c: keeps a plugin in the planner's heap. Throws `PluginError`. */
export function bake(file: string, text: string, exported: unknown): void {
  baked.push({ file, text, plugin: toPlugin(file, exported) });
}

/** The plugins of root's configuration, and behind them the caller's. Throws `RuntsError`, and `NeedsParser`. */
export function configuredPlugins(host: Host, callers: readonly Plugin[]): Configured {
  const { plugins, evaluated } = rootsPlugins(host);
  return { plugins: [...plugins, ...callers.map((plugin) => ({ plugin }))], evaluated };
}

function rootsPlugins(host: Host): Configured {
  const modules = configuredModules(host);
  if (modules.length === 0) return { plugins: [], evaluated: false };
  const known =
    modules.length === baked.length &&
    modules.every(({ file, text }, i) => file === baked[i]?.file && text === baked[i]?.text);
  if (known) return { plugins: baked, evaluated: false };
  return { plugins: modules.map((module) => evaluate(module, host)), evaluated: true };
}

/** The modules that root's configuration names, in its order. Throws `RuntsError`. */
export function configuredModules(host: Host): readonly TrustedText[] {
  if (!isThere(configurationFile, host)) return [];
  const { plugins } = parsePlugins(readTrusted(configurationFile, host), configurationFile, host).value;
  return plugins.map((file) => ({ file, text: readTrusted(file, host) }));
}

/** One system call where there is none, the everyday case. A symlink to nothing is a configuration too, a broken one. */
function isThere(path: string, host: Host): boolean {
  try {
    host.readlink(path);
    return true;
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    if (error.errno === 'ENOENT') return false;
    // No symlink.
    if (error.errno === 'EINVAL') return true;
    throw error;
  }
}

/**
 * Reads a file that only root can write and only root can put into its place. From the top down: once a directory is
 * known to be root's, what it holds is what root put there, so nothing changes between this look and the reading.
 */
function readTrusted(file: string, host: Host): string {
  try {
    const path = host.realpath(file);
    for (let end = 0; end >= 0; end = path.indexOf('/', end + 1))
      requireRoots(path.slice(0, end) || '/', file, host);
    requireRoots(path, file, host);
    return host.read(path);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    throw new PluginError(file, error.message.slice(error.message.indexOf(error.errno)));
  }
}

function requireRoots(path: string, file: string, host: Host): void {
  const stat = host.stat(path);
  if (stat === undefined) throw new PluginError(file, `ENOENT: "${path}" is gone`);
  if (!isRoot(stat.uid, host))
    throw new PluginError(file, `EPERM: "${path}" belongs to user ${stat.uid}, not to root`);
  if ((stat.mode & 0o022) !== 0)
    throw new PluginError(file, `EPERM: "${path}" can be written by others than root (chmod go-w)`);
}

/** What user_namespaces(7) shows of a user who is not mapped: /proc/sys/kernel/overflowuid, which nobody changes. */
const overflowUid = 65534;

/** Whether it is root's. In a user namespace the host's root is mostly not mapped: rootless engines call runts in one. */
function isRoot(uid: number, host: Host): boolean {
  return uid === 0 || (uid === overflowUid && !isInitialUserNamespace(host));
}

function evaluate({ file, text }: TrustedText, host: Host): LoadedPlugin {
  if (host.evaluate === undefined) throw new NeedsParser();
  let exported: unknown;
  try {
    exported = host.evaluate(text, file);
  } catch (error) {
    throw new PluginError(file, thrownText(error));
  }
  return { file, plugin: toPlugin(file, exported) };
}

function toPlugin(file: string, exported: unknown): Plugin {
  if (typeof exported !== 'function') throw new PluginError(file, 'its module.exports is no function');
  return exported as Plugin;
}
