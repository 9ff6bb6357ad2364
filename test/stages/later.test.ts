import t from 'tap';
import type { Linux, Process } from '../../runtime/spec/types.ts';
import { later } from '../../runtime/stages/later.ts';
import { request } from './request.ts';

const inProcess: Partial<Process> = {
  apparmorProfile: 'profile',
  selinuxLabel: 'label',
  scheduler: { policy: 'SCHED_BATCH' },
  ioPriority: { class: 'IOPRIO_CLASS_IDLE', priority: 0 },
};
const inLinux: Partial<Linux> = {
  seccomp: { defaultAction: 'SCMP_ACT_ALLOW' },
  mountLabel: 'label',
  personality: { domain: 'LINUX32' },
  intelRdt: {},
  netDevices: { eth1: {} },
  memoryPolicy: { mode: 'MPOL_LOCAL' },
};

const cases = [
  ...Object.entries(inProcess).map(([name, value]) => [
    name,
    `/process/${name}`,
    { process: { [name]: value } },
  ]),
  ...Object.entries(inLinux).map(([name, value]) => [name, `/linux/${name}`, { linux: { [name]: value } }]),
] as const;
for (const [name, property, asked] of cases) {
  t.test(`${name} is refused by name until a stage carries it out`, (t) => {
    t.throws(() => later.plan(request(asked as object)), {
      code: 'ERR_CONFIG_UNSUPPORTED',
      property,
      message: `config.json: ${property}: is not supported yet`,
    });
    t.end();
  });
}

t.test('what asks for nothing passes', (t) => {
  const process = { apparmorProfile: '', selinuxLabel: '', execCPUAffinity: { initial: '0' } };
  t.strictSame(later.plan(request({ process, linux: { mountLabel: '', netDevices: {} } })), []);
  t.strictSame(later.plan(request({ spec: { process: undefined as never, linux: undefined as never } })), []);
  t.end();
});
