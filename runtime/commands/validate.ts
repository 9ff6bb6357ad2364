/** `validate`: everything that is wrong or odd about a config.json, in the order of its text. */
import type { Host } from '../host/host.ts';
import type { Plan, PlanOptions } from '../plan/plan.ts';
import { prettyJson } from '../plan/pretty-json.ts';
import { type Finding, findingError } from '../spec/findings.ts';
import { validateText } from '../spec/parse.ts';
import { answer } from './answer.ts';
import { fromCwd } from './from-cwd.ts';
import type { Invocation } from './invocation.ts';

/** `validate [BUNDLE|FILE]`: exit status 1 where an error or a misspelt property was found. Throws `HostError`. */
export function planValidate(invocation: Invocation<'validate'>, host: Host, options: PlanOptions): Plan {
  const { positionals, options: given } = invocation;
  const path = fromCwd(positionals.path, host);
  const shown =
    host.stat(path)?.kind === 'directory'
      ? `${positionals.path.replace(/\/+$/, '')}/config.json`
      : positionals.path;
  const findings = validateText(host.read(fromCwd(shown, host)));
  const text = given.format === 'json' ? prettyJson(findings) : report(findings, shown);
  return answer('validate', options, text, findings.every(isWarning) ? 0 : 1);
}

function isWarning({ level }: Finding): boolean {
  return level === 'warning';
}

function report(findings: readonly Finding[], file: string): string {
  const lines = findings.map(
    (finding) => `${isWarning(finding) ? 'warning: ' : ''}${findingError(finding, file).message}\n`,
  );
  return lines.join('') + (findings.every(isWarning) ? `${file}: valid\n` : '');
}
