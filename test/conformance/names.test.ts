import { readFileSync } from 'node:fs';
import { conformance } from './harness.ts';
import { NAMESPACES, namespaces } from './spec.ts';

conformance(
  'hostname and domainname are those of the config, and the host keeps its own',
  {},
  async (t, box) => {
    const before = readFileSync('/proc/sys/kernel/hostname', 'utf8');
    t.match(await box.facts({ hostname: 'a-name.of-its-own' }), { hostname: 'a-name.of-its-own' });
    t.equal(readFileSync('/proc/sys/kernel/hostname', 'utf8'), before);
  },
);

conformance(
  'domainname is that of the config',
  {
    differs: { runc: 'its 1.1 does not know it' },
  },
  async (t, box) => {
    t.match(await box.facts({ domainname: 'example.org' }), { hostname: 'box', domainname: 'example.org' });
  },
);

conformance('a hostname without a uts namespace is refused', {}, async (t, box) => {
  const list = namespaces(...NAMESPACES.filter((kind) => kind !== 'uts'));
  t.match(await box.run(box.bundle({ linux: { namespaces: list } })), {
    status: 1,
    stdout: '',
    stderr: /hostname/,
  });
});

conformance('a hostname that is too long is an error', {}, async (t, box) => {
  const result = await box.run(box.bundle({ hostname: 'x'.repeat(65) }));
  t.match(result, { status: 1, stdout: '', stderr: /hostname/ });
});

conformance('sysctl is written in the namespaces of the container', {}, async (t, box) => {
  const read = ['net.ipv4.ip_forward', 'kernel.shmmax', 'fs.mqueue.msg_max'];
  const before = read.map((name) => readFileSync(`/proc/sys/${name.replaceAll('.', '/')}`, 'utf8'));
  const lines = await box.probe(
    {
      linux: { sysctl: { 'net.ipv4.ip_forward': '1', 'kernel.shmmax': '123456', 'fs.mqueue.msg_max': '42' } },
    },
    ['cat', '/proc/sys/net/ipv4/ip_forward'],
    ['cat', '/proc/sys/kernel/shmmax'],
    ['cat', '/proc/sys/fs/mqueue/msg_max'],
  );
  t.match(lines, [{ text: '1\n' }, { text: '123456\n' }, { text: '42\n' }]);
  t.strictSame(
    read.map((name) => readFileSync(`/proc/sys/${name.replaceAll('.', '/')}`, 'utf8')),
    before,
  );
});

conformance('a sysctl of the whole system is refused', {}, async (t, box) => {
  for (const name of ['kernel.panic', 'vm.swappiness', 'fs.file-max', 'net']) {
    const result = await box.run(box.bundle({ linux: { sysctl: { [name]: '1' } } }));
    t.match(result, { status: 1, stdout: '', stderr: new RegExp(name) }, name);
  }
});

conformance("a sysctl of a namespace that is not the container's own is refused", {}, async (t, box) => {
  const list = namespaces(...NAMESPACES.filter((kind) => kind !== 'network'));
  const config = { linux: { namespaces: list, sysctl: { 'net.ipv4.ip_forward': '1' } } };
  t.match(await box.run(box.bundle(config)), { status: 1, stdout: '', stderr: /net\.ipv4\.ip_forward/ });
});

conformance('a sysctl cannot climb out of /proc/sys', {}, async (t, box) => {
  for (const name of ['net/../kernel/panic', 'net.../kernel.panic', 'net/../../sysrq-trigger']) {
    const result = await box.run(box.bundle({ linux: { sysctl: { [name]: '1' } } }));
    t.match(result, { status: 1, stdout: '' }, name);
  }
});

conformance('an unknown sysctl is an error that names it', {}, async (t, box) => {
  const result = await box.run(box.bundle({ linux: { sysctl: { 'net.ipv4.nonsense': '1' } } }));
  t.match(result, { status: 1, stdout: '', stderr: /net[./]ipv4[./]nonsense.*no such file/s });
});
