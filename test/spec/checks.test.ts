import t from 'tap';
import { sysctlNamespace, sysctlPath } from '../../runtime/spec/checks/sysctl.ts';
import { checkSpec } from '../../runtime/spec/checks.ts';
import type { Spec } from '../../runtime/spec/types.ts';
import { change } from './vectors/change.ts';
import { full } from './vectors/full.ts';

const changed = (pointer: string, value: unknown) => change(full, pointer, value) as Spec;

t.test('checkSpec accepts a config with every property', (t) => {
  t.doesNotThrow(() => checkSpec(full, 'c'));
  t.end();
});

t.test('checkSpec throws what is wrong first, with its position where it is known', (t) => {
  t.throws(() => checkSpec(changed('/process/cwd', 'x'), 'c'), {
    code: 'ERR_CONFIG_INVALID',
    property: '/process/cwd',
    message: 'c: /process/cwd: must be an absolute path, found "x"',
  });
  t.throws(() => checkSpec(changed('/process/cwd', 'x'), 'c', () => ({ line: 3, column: 5 })), {
    message: 'c:3:5: /process/cwd: must be an absolute path, found "x"',
  });
  t.end();
});

t.test('checkSpec tells warnings apart from errors', (t) => {
  const warnings: string[] = [];
  const spec = changed('/process/capabilities/bounding/0', 'CAP_NEW_ONE');
  checkSpec(spec, 'c', undefined, (property, text) => warnings.push(`${property}: ${text}`));
  t.strictSame(warnings, ['/process/capabilities/bounding/0: unknown capability "CAP_NEW_ONE", not granted']);
  t.doesNotThrow(() => checkSpec(spec, 'c'));
  t.end();
});

t.test('sysctlPath reads both ways of writing a parameter', (t) => {
  const names = {
    'net.ipv4.ip_forward': 'net/ipv4/ip_forward',
    'net/ipv4/ip_forward': 'net/ipv4/ip_forward',
    'net.ipv4.conf.eth0/1.forwarding': 'net/ipv4/conf/eth0.1/forwarding',
    'net/ipv4/conf/eth0.1/forwarding': 'net/ipv4/conf/eth0.1/forwarding',
    kernel: 'kernel',
    '': undefined,
    'net.': undefined,
    '.net': undefined,
    'net/../kernel/panic': undefined,
    'net.//.kernel.panic': undefined,
    'net./.x': undefined,
  };
  t.strictSame(Object.fromEntries(Object.keys(names).map((name) => [name, sysctlPath(name)])), names);
  t.end();
});

t.test('sysctlNamespace knows whose a parameter is', (t) => {
  const paths = {
    'net/core/somaxconn': 'network',
    'kernel/sem': 'ipc',
    'fs/mqueue/msg_max': 'ipc',
    'kernel/hostname': 'uts',
    'kernel/domainname': 'uts',
    'user/max_user_namespaces': 'user',
    'kernel/panic': undefined,
    'fs/mqueue': undefined,
    netfilter: undefined,
  };
  t.strictSame(Object.fromEntries(Object.keys(paths).map((path) => [path, sysctlNamespace(path)])), paths);
  t.end();
});
