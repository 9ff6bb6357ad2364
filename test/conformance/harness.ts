import t, { type Test } from 'tap';
import { Box } from './box.ts';
import { NOTHING } from './leftovers.ts';
import { runtimeName } from './programs.ts';

/** What a conformance test needs, and where another runtime is known to differ. */
export interface Conditions {
  /** Whether it needs root; default true. */
  readonly root?: boolean;
  /** Runtimes that behave differently, each with what it does instead. */
  readonly differs?: Readonly<Record<string, string>>;
  /** What the host lacks for this test, or undefined; the reason of a skip begins with "host:". */
  readonly lacks?: () => string | undefined;
}

/** Why a test cannot run here, or false. */
export function skipReason({ root = true, differs = {}, lacks }: Conditions): string | false {
  const name = runtimeName();
  if (root && process.getuid?.() !== 0) return 'needs root';
  if (differs[name]) return `${name} differs: ${differs[name]}`;
  const missing = lacks?.();
  return missing ? `host: ${missing}` : false;
}

/**
 * A test of what a real container does. It gets a world of its own, and in the end nothing may be left in it: no process,
 * no mount, no control group, no state. The runtime under test is `$RUNTIME`.
 */
export function conformance(
  name: string,
  conditions: Conditions,
  body: (t: Test, box: Box) => Promise<void>,
): void {
  const skip = skipReason(conditions);
  t.test(name, skip === false ? {} : { skip }, async (t) => {
    const box = await Box.open();
    t.teardown(() => box.close());
    await body(t, box);
    t.strictSame(await box.leftovers(), NOTHING, 'nothing is left behind');
  });
}
