import t from 'tap';
import { sysctl } from '../../runtime/stages/sysctl.ts';
import { request } from './request.ts';

t.test('sysctl writes each value to its file below /proc/sys', (t) => {
  const values = { 'net.ipv4.ip_forward': '1', 'kernel/shmmax': '68719476736' };
  t.strictSame(sysctl.plan(request({ linux: { sysctl: values } })), [
    {
      op: 'sysctl',
      in: 'container',
      name: 'net/ipv4/ip_forward',
      value: '1',
      origin: '/linux/sysctl/net.ipv4.ip_forward',
    },
    {
      op: 'sysctl',
      in: 'container',
      name: 'kernel/shmmax',
      value: '68719476736',
      origin: '/linux/sysctl/kernel~1shmmax',
    },
  ]);
  t.strictSame(sysctl.plan(request()), []);
  t.end();
});

t.test('the separator that stands first separates, the other is part of a name', (t) => {
  const files = (name: string) =>
    sysctl.plan(request({ linux: { sysctl: { [name]: '1' } } })).map((op) => 'name' in op && op.name);
  t.strictSame(files('net.ipv4.conf.eth0/100.forwarding'), ['net/ipv4/conf/eth0.100/forwarding']);
  t.strictSame(files('net/ipv4/conf/eth0.100/forwarding'), ['net/ipv4/conf/eth0.100/forwarding']);
  t.end();
});
