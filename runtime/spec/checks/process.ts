/**
 * The process: its program, its limits, its scheduling.
 *
 * https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#process
 */
import { describeValue } from '../describe.ts';
import type { Process, Scheduler } from '../types.ts';
import { checkCapabilities } from './capabilities.ts';
import { absolute, entries, environment, id, numberList, type Report, range } from './check.ts';

/** @param at the pointer to the process: `/process` in config.json, `''` in a file of its own */
export function checkProcess(process: Process, at: string, report: Report): void {
  if ((process.args ?? []).length === 0) {
    report.error(process.args ? `${at}/args` : at, 'needs args with at least one entry');
  }
  absolute(process.cwd, `${at}/cwd`, report);
  environment(process.env, `${at}/env`, report);
  checkUser(process, `${at}/user`, report);
  checkConsoleSize(process, `${at}/consoleSize`, report);
  checkCapabilities(process.capabilities, `${at}/capabilities`, report);
  checkRlimits(process, `${at}/rlimits`, report);
  range(process.oomScoreAdj, [-1000, 1000], `${at}/oomScoreAdj`, report);
  range(process.ioPriority?.priority, [0, 7], `${at}/ioPriority/priority`, report);
  if (process.scheduler) checkScheduler(process.scheduler, `${at}/scheduler`, report);
  numberList(process.execCPUAffinity?.initial, `${at}/execCPUAffinity/initial`, report);
  numberList(process.execCPUAffinity?.final, `${at}/execCPUAffinity/final`, report);
}

function checkUser({ user = {} }: Process, at: string, report: Report): void {
  id(user.uid, `${at}/uid`, report);
  id(user.gid, `${at}/gid`, report);
  for (const [index, gid] of entries(user.additionalGids, `${at}/additionalGids`, report))
    id(gid, `${at}/additionalGids/${index}`, report);
  range(user.umask, [0, 0o777], `${at}/umask`, report);
}

/** struct winsize has 16 bits for each; the size counts only with a terminal. */
function checkConsoleSize({ terminal, consoleSize }: Process, at: string, report: Report): void {
  if (!terminal || consoleSize === undefined) return;
  range(consoleSize.height, [0, 65535], `${at}/height`, report);
  range(consoleSize.width, [0, 65535], `${at}/width`, report);
}

/** The resources of getrlimit(2). */
export const rlimitTypes: readonly string[] = [
  'RLIMIT_AS',
  'RLIMIT_CORE',
  'RLIMIT_CPU',
  'RLIMIT_DATA',
  'RLIMIT_FSIZE',
  'RLIMIT_LOCKS',
  'RLIMIT_MEMLOCK',
  'RLIMIT_MSGQUEUE',
  'RLIMIT_NICE',
  'RLIMIT_NOFILE',
  'RLIMIT_NPROC',
  'RLIMIT_RSS',
  'RLIMIT_RTPRIO',
  'RLIMIT_RTTIME',
  'RLIMIT_SIGPENDING',
  'RLIMIT_STACK',
];

function checkRlimits({ rlimits = [] }: Process, at: string, report: Report): void {
  const seen = new Set<string>();
  for (const [index, { type, soft, hard }] of entries(rlimits, at, report)) {
    const here = `${at}/${index}`;
    if (!rlimitTypes.includes(type))
      report.error(`${here}/type`, `the kernel has no resource limit ${describeValue(type)}`);
    if (seen.has(type)) report.error(`${here}/type`, `the limit ${describeValue(type)} is listed already`);
    seen.add(type);
    if (soft > hard) report.error(`${here}/soft`, `must be at most the hard limit ${hard}, found ${soft}`);
  }
}

/** sched_setattr(2): each field belongs to some of the policies. */
function checkScheduler(scheduler: Scheduler, at: string, report: Report): void {
  const { policy } = scheduler;
  const realTime = policy === 'SCHED_FIFO' || policy === 'SCHED_RR';
  range(scheduler.nice, [-20, 19], `${at}/nice`, report);
  if (realTime) range(scheduler.priority ?? 0, [1, 99], `${at}/priority`, report);
  else if (scheduler.priority) report.error(`${at}/priority`, `has no meaning for the policy ${policy}`);
  for (const name of ['runtime', 'deadline', 'period'] as const) {
    if (policy !== 'SCHED_DEADLINE' && scheduler[name]) {
      report.error(`${at}/${name}`, `has no meaning for the policy ${policy}`);
    }
  }
}
