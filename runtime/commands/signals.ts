/** Signals by name and number: signal(7), as x86_64 and arm64 number them. */

import { UsageError } from '../errors.ts';

/** Names without `SIG`, at the index that is the signal's number. */
const names: readonly (string | undefined)[] = [
  undefined,
  'HUP',
  'INT',
  'QUIT',
  'ILL',
  'TRAP',
  'ABRT',
  'BUS',
  'FPE',
  'KILL',
  'USR1',
  'SEGV',
  'USR2',
  'PIPE',
  'ALRM',
  'TERM',
  'STKFLT',
  'CHLD',
  'CONT',
  'STOP',
  'TSTP',
  'TTIN',
  'TTOU',
  'URG',
  'XCPU',
  'XFSZ',
  'VTALRM',
  'PROF',
  'WINCH',
  'IO',
  'PWR',
  'SYS',
];

const otherNames: Readonly<Record<string, number>> = { IOT: 6, CLD: 17, POLL: 29, UNUSED: 31 };

// The kernel's range is 32 to 64, but libc keeps the first two for its threads: its SIGRTMIN, which people mean, is 34.
const realTimeMin = 34;
const realTimeMax = 64;

/**
 * The number of a signal that is written as a number, or as a name with or without `SIG` in any case; real-time
 * signals as `RTMIN`, `RTMIN+n`, `RTMAX`, `RTMAX-n`. 0 only probes. Throws `UsageError`.
 */
export function signalNumber(text: string): number {
  const number = /^[0-9]{1,3}$/.test(text) ? Number(text) : numberOfName(text);
  if (number === undefined || number > realTimeMax) throw new UsageError(`unknown signal "${text}"`);
  return number;
}

function numberOfName(text: string): number | undefined {
  const name = text.toUpperCase().replace(/^SIG/, '');
  if (name === '') return undefined;

  const index = names.indexOf(name);
  if (index > 0) return index;
  if (Object.hasOwn(otherNames, name)) return otherNames[name];

  const realTime = /^RTM(IN|AX)(?:([+-])([0-9]{1,2}))?$/.exec(name);
  if (!realTime) return undefined;
  const [, end, sign, digits] = realTime;
  const base = end === 'IN' ? realTimeMin : realTimeMax;
  const number = base + (sign === '-' ? -1 : 1) * Number(digits ?? 0);
  return number >= realTimeMin && number <= realTimeMax ? number : undefined;
}

/** The name of a signal: `SIGTERM`, `SIGRTMIN+3`. A number without a name (32, 33) stays a number. */
export function signalName(number: number): string {
  const name = names[number];
  if (name !== undefined) return `SIG${name}`;
  if (number < realTimeMin || number > realTimeMax) return String(number);
  return number === realTimeMin ? 'SIGRTMIN' : `SIGRTMIN+${number - realTimeMin}`;
}
