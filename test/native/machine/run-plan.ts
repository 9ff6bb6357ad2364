/** Runs a plan on the built machine, as the launcher would: for tests that look at effects from the kernel's side. */
import { type StdioOptions, spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encode } from '../../../runtime/host/encode.ts';
import type { Op } from '../../../runtime/plan/op.ts';
import { checkPlan, type Plan } from '../../../runtime/plan/plan.ts';

const native = fileURLToPath(new URL('../../../native', import.meta.url));

/** The build under the sanitizers, unless the test asks for the real one. */
export const machines = {
  asan: join(native, 'build/machine-asan'),
  real: join(native, 'build/machine'),
} as const;

/** Brings both builds up to date; once a test process. */
let built = false;
export function buildMachines(): void {
  if (built) return;
  const make = spawnSync(
    'flock',
    [native, 'make', '-s', '-C', native, 'build/machine', 'build/machine-asan'],
    {
      encoding: 'utf8',
    },
  );
  if (make.status !== 0) throw new Error(`make failed: ${make.stderr}`);
  built = true;
}

/** An op without what every op of a test has alike. */
export type TestOp = Op extends infer O
  ? O extends Op
    ? Omit<O, 'in' | 'origin'> & Partial<Pick<O, 'in' | 'origin'>>
    : never
  : never;

/** The same op with its track ('runtime') and origin ('') where the test left them out. */
export const on = (op: TestOp): Op => ({ in: 'runtime', origin: '', ...op }) as Op;

export interface RunOptions {
  readonly machine?: keyof typeof machines;
  readonly preserveFds?: number;
  readonly debug?: boolean;
  readonly log?: Plan['options']['log'];
  /** What it reads from descriptor 0. */
  readonly stdin?: string;
  /** Descriptors 3 and on. */
  readonly extraFds?: readonly number[];
  /** The file of the container's lock: its descriptor follows that of the program. */
  readonly lock?: string;
  /** A program of its own instead of the plan's. */
  readonly program?: Uint8Array;
  /** Runs in front of the machine: a shell line that ends with "$@", the machine's command. */
  readonly shell?: string;
  readonly cwd?: string;
}

export interface Outcome {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The plan of these ops, checked; every op's stage is `test`. */
export function planOf(ops: readonly TestOp[], options: RunOptions = {}): Plan {
  return checkPlan({
    command: 'test',
    id: 'test',
    options: { preserveFds: options.preserveFds ?? 0, debug: options.debug ?? false, log: options.log },
    ops: ops.map((op) => ({ ...on(op), stage: 'test' })),
  });
}

/** Runs a plan to its end. */
export function runPlan(ops: readonly TestOp[], options: RunOptions = {}): Outcome {
  return withProgram(ops, options, (command, stdio) => {
    const { status, signal, stdout, stderr } = spawnSync(command[0] ?? '', command.slice(1), {
      stdio,
      input: options.stdin ?? '',
      cwd: options.cwd,
      env: {},
      encoding: 'utf8',
      timeout: 60_000,
    });
    return { status, signal, stdout, stderr };
  });
}

/** Starts the machine on a plan: for tests that act meanwhile. The child is the runtime track. */
export function startPlan(ops: readonly TestOp[], options: RunOptions = {}) {
  return withProgram(ops, options, (command, stdio) =>
    spawn(command[0] ?? '', command.slice(1), { stdio, cwd: options.cwd, env: {} }),
  );
}

/** How a started plan ends. */
export async function outcomeOf(child: ReturnType<typeof startPlan>): Promise<Outcome> {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  const [status, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on('error', reject).on('close', (code, killed) => resolve([code, killed]));
  });
  return { status, signal, ...texts };
}

/** The machine's command line, and its descriptors: pipes, those that the test wants, the program after them. */
function withProgram<T>(
  ops: readonly TestOp[],
  options: RunOptions,
  use: (command: readonly string[], stdio: StdioOptions) => T,
): T {
  buildMachines();
  const directory = mkdtempSync(join(tmpdir(), 'runts-plan-'));
  const file = join(directory, 'program');
  writeFileSync(file, options.program ?? encode(planOf(ops, options)));
  const program = openSync(file, 'r');
  rmSync(directory, { recursive: true });

  const extra = options.extraFds ?? [];
  const lock = options.lock === undefined ? [] : [openSync(options.lock, 'r+')];
  const machine = [
    machines[options.machine ?? 'asan'],
    String(3 + extra.length),
    lock.length === 0 ? '-1' : String(4 + extra.length),
  ];
  const command = options.shell === undefined ? machine : ['/bin/sh', '-c', options.shell, 'sh', ...machine];
  try {
    return use(command, ['pipe', 'pipe', 'pipe', ...extra, program, ...lock]);
  } finally {
    for (const fd of [program, ...lock]) closeSync(fd);
  }
}
