import t from 'tap';
import { capabilityNames as capabilities } from '../../runtime/spec/checks/capabilities.ts';
import { capabilityBits } from '../../runtime/stages/capability.ts';

t.test('each capability stands at its number', (t) => {
  t.equal(capabilities.indexOf('CAP_CHOWN'), 0);
  t.equal(capabilities.indexOf('CAP_SYS_ADMIN'), 21);
  t.equal(capabilities.indexOf('CAP_AUDIT_READ'), 37);
  t.equal(capabilities.indexOf('CAP_CHECKPOINT_RESTORE'), 40);
  t.end();
});

t.test('capabilityBits has one bit for each name, also beyond 32', (t) => {
  t.equal(capabilityBits(['CAP_CHOWN', 'CAP_KILL', 'CAP_BPF'], 40), 1n | (1n << 5n) | (1n << 39n));
  t.equal(capabilityBits(['CAP_KILL', 'CAP_KILL'], 40), 1n << 5n);
  t.equal(capabilityBits(undefined, 40), 0n);
  t.end();
});

t.test('capabilityBits leaves out what the kernel does not have', (t) => {
  t.equal(capabilityBits(['CAP_BPF', 'CAP_KILL'], 37), 1n << 5n);
  t.equal(capabilityBits(['CAP_NONE', 'cap_kill'], 40), 0n);
  t.end();
});
