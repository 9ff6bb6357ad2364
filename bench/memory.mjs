// Memory: the peak of `create`, and what the init process holds while it waits for `start`.

import { readFileSync } from 'node:fs';

/** Memory of one `create` and of the init that it leaves, in KiB. */
export async function measureMemory(runtime, workshop) {
  const bundle = workshop.bundle(`memory-${runtime.name}`);
  const pidFile = `${bundle}/pid`;
  const words = runtime.words('create', '--bundle', bundle, '--pid-file', pidFile, 'memory');

  const all = await runtime.driver.run(words);
  const init = memoryOf(readFileSync(pidFile, 'utf8').trim());
  await runtime.call('delete', '--force', 'memory');

  // Only the process that was started, without the ones it has waited for.
  const own = await runtime.driver.run(words, { childless: true });
  await runtime.call('delete', '--force', 'memory');
  return { create: all.peak, createOwn: own.peak, init };
}

/** From proc_pid_status(5) and proc_pid_smaps_rollup, in KiB. */
function memoryOf(pid) {
  const field = (text, name) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? Number.NaN);
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return { resident: field(rollup, 'Rss'), proportional: field(rollup, 'Pss'), peak: field(status, 'VmHWM') };
}
