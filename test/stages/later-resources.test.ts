import t from 'tap';
import type { LinuxResources } from '../../runtime/spec/types.ts';
import { laterResources } from '../../runtime/stages/later-resources.ts';
import { unified } from '../cgroup/hosts.ts';
import { request } from '../cgroup/request.ts';

const plan = (resources: LinuxResources) => laterResources.plan(request({ host: unified, resources }));

t.test('laterResources owns every resource but devices', async (t) => {
  t.strictSame(
    laterResources.config,
    ['memory', 'cpu', 'pids', 'blockIO', 'network', 'hugepageLimits', 'rdma', 'unified'].map(
      (name) => `linux.resources.${name}`,
    ),
  );
});

t.test('laterResources refuses a limit by its name', async (t) => {
  const cases: readonly (readonly [LinuxResources, string])[] = [
    [{ memory: { limit: 1048576 } }, 'memory/limit'],
    [{ memory: { kernel: 5, swappiness: 0 } }, 'memory/swappiness'],
    [{ memory: { disableOOMKiller: true } }, 'memory/disableOOMKiller'],
    [{ cpu: { shares: 512 } }, 'cpu/shares'],
    [{ cpu: { quota: 20000, period: 100000 } }, 'cpu/quota'],
    [{ cpu: { cpus: '0-1' } }, 'cpu/cpus'],
    [{ cpu: { idle: 1 } }, 'cpu/idle'],
    [{ pids: { limit: 0 } }, 'pids/limit'],
    [{ pids: { limit: 2048 } }, 'pids/limit'],
    [{ blockIO: { weight: 10 } }, 'blockIO/weight'],
    [
      { blockIO: { throttleReadBpsDevice: [{ major: 8, minor: 0, rate: 1 }] } },
      'blockIO/throttleReadBpsDevice',
    ],
    [{ network: { classID: 1 } }, 'network/classID'],
    [{ hugepageLimits: [{ pageSize: '2MB', limit: 0 }] }, 'hugepageLimits/0'],
    [{ rdma: { 'mlx5/1': { hcaHandles: 3 } } }, 'rdma/mlx5~11'],
    [{ unified: { 'memory.high': 'max' } }, 'unified/memory.high'],
  ];
  for (const [resources, property] of cases) {
    t.throws(() => plan(resources), {
      code: 'ERR_CONFIG_UNSUPPORTED',
      property: `/linux/resources/${property}`,
      message: `config.json: /linux/resources/${property}: is not supported yet`,
    });
  }
});

t.test('laterResources lets pass what engines write for no limit', async (t) => {
  const harmless: readonly LinuxResources[] = [
    {},
    { memory: {}, cpu: {}, blockIO: {}, network: {}, hugepageLimits: [], rdma: {}, unified: {} },
    {
      devices: [{ allow: false }],
      memory: { disableOOMKiller: false },
      cpu: { shares: 0 },
      blockIO: { weight: 0 },
    },
    { cpu: { shares: 1024 } },
    { memory: { limit: -1, swap: -1, reservation: 0, useHierarchy: true, checkBeforeUpdate: true } },
    { memory: { kernel: 1048576, kernelTCP: 1048576 } },
    { pids: { limit: -1 } },
    { cpu: { cpus: '', mems: '', quota: -1, period: 100000, realtimeRuntime: 0, realtimePeriod: 1000000 } },
    { blockIO: { weightDevice: [], throttleReadBpsDevice: [] }, network: { classID: 0, priorities: [] } },
  ];
  for (const resources of harmless) t.strictSame(plan(resources), [], JSON.stringify(resources));
});

t.test('laterResources refuses nothing where there are no resources', async (t) => {
  t.strictSame(laterResources.plan(request({ host: unified })), []);
});

t.test('a pids limit of 0 is none before version 1.3 of the specification', (t) => {
  const asked = request({ host: unified, resources: { pids: { limit: 0 } } });
  const of = (ociVersion: string) => () =>
    laterResources.plan({ ...asked, spec: { ...asked.spec, ociVersion } });
  for (const ociVersion of ['1.0.2-dev', '1.2.1']) t.strictSame(of(ociVersion)(), [], ociVersion);
  t.throws(of('1.3.0'), /\/linux\/resources\/pids\/limit: is not supported yet/);
  t.end();
});
