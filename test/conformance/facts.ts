/** One line that the probe wrote: `verb`, and what that verb found. */
export interface ProbeLine {
  readonly verb: string;
  readonly error?: string | null;
  readonly [result: string]: unknown;
}

/** One descriptor of the probe. */
export interface DescriptorFacts {
  readonly fd: number;
  readonly cloexec: boolean;
  readonly flags: readonly string[];
  readonly target: string | null;
}

/** One line of mountinfo, proc_pid_mountinfo(5). */
export interface MountFacts {
  readonly root: string;
  readonly target: string;
  readonly options: readonly string[];
  readonly propagation: readonly string[];
  readonly type: string;
  readonly source: string;
  readonly superOptions: readonly string[];
}

/** What the verb `facts` of test/probe says about the process. */
export interface Facts {
  readonly args: readonly string[];
  readonly env: readonly string[];
  readonly pid: number;
  readonly ppid: number;
  readonly sid: number;
  readonly pgid: number;
  readonly cwd: string | null;
  /** real, effective, saved */
  readonly uids: readonly number[];
  readonly gids: readonly number[];
  readonly groups: readonly number[];
  /** octal */
  readonly umask: string;
  readonly capabilities: Readonly<
    Record<'bounding' | 'effective' | 'inheritable' | 'permitted' | 'ambient', readonly string[]>
  >;
  readonly noNewPrivileges: boolean;
  readonly seccomp: number;
  readonly dumpable: number;
  readonly securebits: number;
  readonly pdeathsig: number;
  readonly blockedSignals: readonly string[];
  readonly pendingSignals: readonly string[];
  readonly ignoredSignals: readonly string[];
  /** soft, hard */
  readonly rlimits: Readonly<Record<string, readonly (number | 'unlimited')[]>>;
  readonly fds: readonly DescriptorFacts[];
  readonly hostname: string;
  readonly domainname: string;
  readonly machine: string;
  readonly namespaces: Readonly<Record<string, string | null>>;
  readonly keyring: { readonly id: number; readonly name: string } | null;
  readonly scheduler: { readonly policy: number; readonly nice: number; readonly ioPriority: number };
  readonly personality: number;
  readonly exe: string | null;
  readonly comm: string | null;
  readonly oomScoreAdj: string | null;
  readonly uidMap: readonly string[] | null;
  readonly gidMap: readonly string[] | null;
  readonly setgroups: string | null;
  readonly timeOffsets: readonly string[] | null;
  readonly cgroups: readonly string[] | null;
  readonly mounts: readonly string[] | null;
}

/** The probe's lines in a program's output; anything else in it is passed over. */
export function probeLines(output: string): ProbeLine[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{"verb":'))
    .map((line) => JSON.parse(line) as ProbeLine);
}

/** mountinfo lines as data, in the kernel's order. */
export function parseMounts(lines: readonly string[]): MountFacts[] {
  return lines.map((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const [, , , root = '', target = '', options = '', ...propagation] = before.split(' ');
    const [type = '', source = '', superOptions = ''] = after.split(' ');
    return {
      root: unescapePath(root),
      target: unescapePath(target),
      options: options.split(','),
      propagation: propagation.map((tag) => tag.replace(/:\d+$/, '')),
      type,
      source: unescapePath(source),
      superOptions: superOptions.split(','),
    };
  });
}

/** What is mounted at `target`, the topmost; undefined if nothing is. */
export function topMount(facts: Facts, target: string): MountFacts | undefined {
  return parseMounts(facts.mounts ?? [])
    .filter((mount) => mount.target === target)
    .pop();
}

/** The kernel writes blanks and backslashes of a path in octal. */
function unescapePath(path: string): string {
  return path.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
