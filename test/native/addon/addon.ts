/** What the addon's tests share. */
import { readdirSync } from 'node:fs';
import { type Addon, loadAddon } from '../../../runtime/host/addon.ts';
import { SyscallError } from '../../../runtime/host/syscall-error.ts';

export const addon: Addon = loadAddon();

/** The shape of the error that a call throws, or the call's result. */
export function failure(call: () => unknown) {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error;
    const { code, errno, syscall, message } = error;
    return { code, errno, syscall, message };
  }
}

/** The numbers of this process's descriptors. */
export function descriptors(): readonly string[] {
  return readdirSync('/proc/self/fd');
}

/** Calls as untyped JavaScript would. */
export function untyped(name: keyof Addon, ...args: readonly unknown[]) {
  return Reflect.apply(addon[name], undefined, args);
}
