import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import t from 'tap';
import { compileDeviceFilter } from '../../runtime/cgroup/device-filter.ts';
import { deviceRules } from '../../runtime/cgroup/device-rules.ts';
import { rule } from './device-evaluator.ts';

const loader = `${t.testdir({})}/load_device_filter`;
const source = fileURLToPath(new URL('load_device_filter.c', import.meta.url));
const built = spawnSync('cc', ['-o', loader, source], { encoding: 'utf8' });

function load(programs: readonly string[]): readonly string[] {
  const input = programs.map((program) => {
    const bytes = Buffer.from(program, 'base64');
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return Buffer.concat([length, bytes]);
  });
  const { stdout } = spawnSync(loader, { input: Buffer.concat(input), encoding: 'utf8' });
  return stdout.trim().split('\n');
}

// `r0 = 1; exit`: a kernel that refuses this one judges no filter.
const [plain = ''] = built.status === 0 ? load(['twAAAAEAAACVAAAAAAAAAA==']) : [];
const refusal = plain === '1' ? 'needs root' : `host: the kernel loads no device filter: errno ${plain}`;
const skip = plain === 'loaded' ? {} : { skip: refusal };

t.equal(built.status, 0, 'the loader compiles');

t.test("the kernel's verifier accepts every filter", skip, async (t) => {
  const some = fc.sample(fc.array(rule, { maxLength: 12 }), 200);
  const programs = [deviceRules([]), [], ...some].map(compileDeviceFilter);
  t.strictSame(new Set(load(programs)), new Set(['loaded']));
});

t.test('it refuses one with an instruction that is never reached', skip, async (t) => {
  t.strictSame(load(['twAAAAEAAACVAAAAAAAAALcAAAAAAAAA']), ['22']);
});
