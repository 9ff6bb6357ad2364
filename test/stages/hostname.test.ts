import t from 'tap';
import { hostname } from '../../runtime/stages/hostname.ts';
import { request } from './request.ts';

t.test('hostname sets both names in the UTS namespace of the container', (t) => {
  const asked = { spec: { hostname: 'box', domainname: 'example' }, namespaces: ['uts'] } as const;
  t.strictSame(hostname.plan(request(asked)), [
    { op: 'sethostname', in: 'container', name: 'box', origin: '/hostname' },
    { op: 'setdomainname', in: 'container', name: 'example', origin: '/domainname' },
  ]);
  t.end();
});

t.test('an empty name is none, and needs no namespace', (t) => {
  t.strictSame(hostname.plan(request({ spec: { hostname: '', domainname: '' } })), []);
  t.strictSame(hostname.plan(request()), []);
  t.end();
});

for (const property of ['hostname', 'domainname'] as const) {
  t.test(`${property} without a UTS namespace would be the host's`, (t) => {
    t.throws(() => hostname.plan(request({ spec: { [property]: 'box' } })), {
      code: 'ERR_CONFIG_INVALID',
      message: `config.json: /${property}: needs a uts namespace in linux.namespaces`,
    });
    t.end();
  });
}
