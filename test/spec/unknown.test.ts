import t from 'tap';
import { configShape } from '../../runtime/spec/shape.gen.ts';
import { unknownProperties } from '../../runtime/spec/unknown.ts';
import { change } from './vectors/change.ts';
import { full } from './vectors/full.ts';

const unknown = (pointer: string, value: unknown = 1) =>
  unknownProperties(change(full, pointer, value), configShape, 9);

t.test('a config with every property has none unknown', (t) => {
  t.strictSame(unknownProperties(full, configShape, 9), []);
  t.end();
});

t.test('a misspelt property is found wherever it stands, with the name that was meant', (t) => {
  t.strictSame(unknown('/mount'), [{ property: '/mount', nearest: undefined }], 'mounts is there already');
  const { mounts, ...rest } = full;
  t.strictSame(unknownProperties({ ...rest, mount: mounts }, configShape, 9), [
    { property: '/mount', nearest: 'mounts' },
  ]);
  t.strictSame(unknown('/linux/seccomp/syscalls/0/arg'), [
    { property: '/linux/seccomp/syscalls/0/arg', nearest: 'args' },
  ]);
  t.strictSame(unknown('/linux/netDevices/eth1', { nmae: 'x' }), [
    { property: '/linux/netDevices/eth1/nmae', nearest: 'name' },
  ]);
  t.end();
});

t.test('names that the document chooses are not unknown', (t) => {
  t.strictSame(unknown('/annotations/anything'), []);
  t.strictSame(unknown('/linux/sysctl/net.x'), []);
  t.strictSame(unknown('/windows', { layerFolders: [], credentialSpec: { free: 1 } }), []);
  t.end();
});

t.test('a value of another type than its schema says is passed over', (t) => {
  t.strictSame(unknown('/linux', 5), []);
  t.strictSame(unknown('/mounts', { x: 1 }), []);
  t.strictSame(unknown('/root', [1]), []);
  t.end();
});

t.test('only so many are looked at', (t) => {
  const names = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`unknown${i}`, i]));
  t.equal(unknownProperties({ ...full, ...names }, configShape, 9).length, 9);
  t.end();
});
