import t from 'tap';
import { ConfigError } from '../../runtime/errors.ts';
import { parseConfig, parseProcess, parseState, validateText } from '../../runtime/spec/parse.ts';
import { pathOf, valueAt } from '../../runtime/spec/pointer.ts';
import { change, places, removed } from './vectors/change.ts';
import { full } from './vectors/full.ts';
import { malformed } from './vectors/malformed.ts';
import { type Refused, refused } from './vectors/refused.ts';

const refusal = (parse: () => unknown): ConfigError => {
  try {
    parse();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

/** The text that begins where a refusal points. */
const textAt = (text: string, { position }: ConfigError): string => {
  const line = text.split('\n').slice((position?.line ?? 1) - 1);
  return [...line.join('\n')].slice((position?.column ?? 1) - 1).join('');
};

const apply = ({ changes }: Pick<Refused, 'changes'>): unknown =>
  Object.entries(changes).reduce<unknown>(
    (document, [pointer, value]) => change(document, pointer, value),
    full,
  );

t.test('a config with every property is accepted as it is', (t) => {
  t.strictSame(parseConfig(JSON.stringify(full), 'c'), { value: full, warnings: [] });
  t.strictSame(validateText(JSON.stringify(full)), []);
  t.end();
});

for (const [reason, vectors] of Object.entries(refused)) {
  t.test(`refused since ${reason}`, (t) => {
    for (const vector of vectors) {
      const document = apply(vector);
      const text = JSON.stringify(document, null, 2);
      const error = refusal(() => parseConfig(text, 'c'));
      const at = `c:${error.position?.line}:${error.position?.column}: `;
      t.strictSame(
        { code: error.code, file: error.file, property: error.property, message: error.message },
        {
          code: 'ERR_CONFIG_INVALID',
          file: 'c',
          property: vector.property,
          message: `${at}${vector.property === '' ? '' : `${vector.property}: `}${vector.text}`,
        },
      );
      // A property that is missing is shown where its parent stands.
      let present = vector.property;
      while (valueAt(document, present) === undefined) present = present.slice(0, present.lastIndexOf('/'));
      const value = JSON.stringify(valueAt(document, present), null, 2).slice(0, 1);
      const name = JSON.stringify(pathOf(vector.property).at(-1) ?? '');
      t.ok(
        textAt(text, error).startsWith(value) || textAt(text, error).startsWith(name),
        `${vector.property} stands where the refusal of "${vector.text}" points`,
      );
    }
    t.end();
  });
}

t.test('there are two hundred refused vectors at least', (t) => {
  t.ok(Object.values(refused).flat().length + Object.keys(malformed).length >= 200);
  t.end();
});

t.test('every value of another type is refused by its own pointer', (t) => {
  const names = (value: unknown) => (Array.isArray(value) ? 'array' : typeof value);
  for (const [pointer, value] of places(full)) {
    for (const other of [null, true, 'text', 5, 1.5, [], {}]) {
      // What is in the place's own type is another test's matter.
      if (names(other) === names(value) && other !== null && other !== 1.5) continue;
      const text = JSON.stringify(change(full, pointer, other));
      t.match(
        refusal(() => parseConfig(text, 'c')),
        {
          code: 'ERR_CONFIG_INVALID',
          property: pointer,
          message: /must be (an? (object|array|string|integer)|true or false), found /,
        },
        `${pointer} as ${JSON.stringify(other)}`,
      );
    }
  }
  t.end();
});

t.test('a text cut off anywhere is refused as such, and at its end', (t) => {
  const text = JSON.stringify(full);
  for (let length = 0; length < text.length; length += 7) {
    const cut = text.slice(0, length);
    const error = refusal(() => parseConfig(cut, 'c'));
    t.match(error, {
      code: 'ERR_CONFIG_SYNTAX',
      message:
        /: (the text ends too early|the string that begins here does not end|unexpected "[a-z]+", expected a value)/,
    });
  }
  t.end();
});

for (const [name, [text, message]] of Object.entries(malformed)) {
  t.test(`not read: ${name}`, (t) => {
    t.match(
      refusal(() => parseConfig(text, 'c')),
      { code: 'ERR_CONFIG_SYNTAX', message },
    );
    t.end();
  });
}

t.test('of several faults the first in the text is thrown, and all are listed in their order', (t) => {
  const text = `{
  "linux": {"namespaces": [{"type": "pid"}, {"type": "pid"}]},
  "root": {"path": "", "read0nly": true},
  "ociVersion": "9",
  "ociVersion": "7.0.0",
  "hotsname": "x",
  "x-mine": 1
}`;
  t.strictSame(
    refusal(() => parseConfig(text, 'c')).message,
    'c:2:45: /linux/namespaces/1: the namespace "pid" is listed already',
  );
  t.strictSame(
    validateText(text).map(({ level, property, position, text }) => [
      level,
      `${position.line}:${position.column}`,
      property,
      text,
    ]),
    [
      ['error', '2:45', '/linux/namespaces/1', 'the namespace "pid" is listed already'],
      ['error', '3:20', '/root/path', 'must be a path, found ""'],
      ['misspelt', '3:24', '/root/read0nly', 'unknown property, ignored; the nearest is "readonly"'],
      ['warning', '5:3', '/ociVersion', 'the name is used already; the last one counts'],
      ['error', '5:17', '/ociVersion', 'must be from 1.0.0 to 1.3.x, found "7.0.0"'],
      ['misspelt', '6:3', '/hotsname', 'unknown property, ignored; the nearest is "hostname"'],
      ['warning', '7:3', '/x-mine', 'unknown property, ignored'],
    ],
  );
  t.end();
});

t.test('warnings of duplicate names and unknown properties are given when asked for', (t) => {
  const text = '{"ociVersion":"1.3.0","root":{"path":"a","path":"b","reado":1},"mine":{"a":1}}';
  const value = { ociVersion: '1.3.0', root: { path: 'b', reado: 1 }, mine: { a: 1 } };
  t.strictSame(parseConfig(text, 'c'), { value, warnings: [] });
  t.strictSame(parseConfig(text, 'c', { lint: true }), {
    value,
    warnings: [
      {
        property: '/root/path',
        position: { line: 1, column: 42 },
        text: 'the name is used already; the last one counts',
      },
      { property: '/root/reado', position: { line: 1, column: 53 }, text: 'unknown property, ignored' },
      { property: '/mine', position: { line: 1, column: 64 }, text: 'unknown property, ignored' },
    ],
  });
  t.end();
});

t.test('capabilities that cannot be granted are warned about', (t) => {
  const config = [
    ['/process/capabilities/bounding/0', 'CAP_CHWON'],
    ['/process/capabilities/inheritable', []],
  ].reduce<unknown>((document, [pointer, value]) => change(document, pointer as string, value), full);
  t.strictSame(parseConfig(JSON.stringify(config), 'c').warnings, [
    {
      property: '/process/capabilities/bounding/0',
      text: 'unknown capability "CAP_CHWON", not granted; the nearest is "CAP_CHOWN"',
    },
    {
      property: '/process/capabilities/ambient',
      text: 'not granted, since not both permitted and inheritable: CAP_KILL',
    },
  ]);
  t.strictSame(
    parseConfig(JSON.stringify(change(full, '/process/capabilities', { bounding: ['WHAT_EVER_IT_IS'] })), 'c')
      .warnings,
    [
      {
        property: '/process/capabilities/bounding/0',
        text: 'unknown capability "WHAT_EVER_IT_IS", not granted',
      },
    ],
  );
  t.end();
});

/** What is unusual and good all the same. */
const accepted: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'no process, as create allows': { '/process': removed },
  'no linux section': {
    '/linux': removed,
    '/hostname': removed,
    '/domainname': removed,
    '/process/user': removed,
  },
  'an empty host name without a UTS namespace': {
    '/linux/namespaces/3': removed,
    '/hostname': '',
    '/domainname': '',
  },
  'a namespace of each kind joined': { '/linux/namespaces/0/path': '/proc/1/ns/mnt' },
  'a user namespace joined without mappings': {
    '/linux/namespaces/5/path': '/proc/1/ns/user',
    '/linux/uidMappings': removed,
    '/linux/gidMappings': removed,
  },
  'a user namespace joined with mappings': { '/linux/namespaces/5/path': '/proc/1/ns/user' },
  'a mapping of all ids but the last': {
    '/linux/uidMappings': [{ containerID: 0, hostID: 0, size: 4294967295 }],
  },
  'mappings side by side': {
    '/linux/uidMappings': [
      { containerID: 0, hostID: 1000, size: 1 },
      { containerID: 1, hostID: 100000, size: 65535 },
    ],
  },
  'a pre-release version': { '/ociVersion': '1.0.2-dev' },
  'a version with build data': { '/ociVersion': '1.2.0-rc.1+dev.7' },
  'a console size that does not count without a terminal': {
    '/process/terminal': false,
    '/process/consoleSize': { height: 1e9, width: 1e9 },
  },
  'the same device twice': {
    '/linux/devices/-': { path: '/dev/fuse', type: 'c', major: 10, minor: 229 },
  },
  'device rules for all': {
    '/linux/resources/devices': [
      { allow: false, type: '', access: '' },
      { allow: true, type: 'a', major: -1, minor: -1, access: 'mrw' },
    ],
  },
  'empty lists of CPUs and nodes': { '/linux/resources/cpu/cpus': '', '/linux/resources/cpu/mems': ' ' },
  'lists of CPUs with spaces and strides': {
    '/linux/resources/cpu/cpus': '0-7:1/2, 9',
    '/process/execCPUAffinity/initial': '0, 2-3',
  },
  'weights of zero, which Docker means as none': { '/linux/resources/blockIO/weight': 0 },
  'a deadline with the deadline policy': {
    '/process/scheduler': { policy: 'SCHED_DEADLINE', runtime: 1, deadline: 2, period: 3 },
  },
  'the resctrl root group': { '/linux/intelRdt/closID': '/' },
  'a preferred node of the kernel’s choice': {
    '/linux/memoryPolicy': { mode: 'MPOL_PREFERRED' },
  },
  'a domain name by sysctl alone': { '/domainname': removed, '/linux/sysctl/kernel.domainname': 'x' },
  'kernel parameters with slashes': {
    '/linux/sysctl': {
      'net/ipv4/conf/eth0.1/forwarding': '1',
      'net.ipv4.conf.eth0/1.forwarding': '1',
      'kernel/shm_rmid_forced': '1',
      'fs.mqueue.msg_max': '100',
      'user.max_ipc_namespaces': '5',
    },
  },
  'mounts relative to the root, without type and source': { '/mounts/0': { destination: 'proc' } },
  'empty mappings of a mount': { '/mounts/1/uidMappings': [], '/mounts/1/gidMappings': removed },
  'an interface that keeps its name': { '/linux/netDevices/eth1': {} },
  'no hooks': { '/hooks': {} },
  'characters beyond ASCII, and whole surrogate pairs': { '/hostname': 'bücher😀' },
  'a path on which bind options stand': {
    '/mounts/0': { destination: '/x', source: 'dir', options: ['bind'] },
  },
  'properties of the prototype as unknown names': {
    '/constructor': 1,
    '/linux/toString': {},
    '/process/__proto__': removed,
  },
};

for (const [name, changes] of Object.entries(accepted)) {
  t.test(`accepted: ${name}`, (t) => {
    const config = apply({ changes });
    t.strictSame(parseConfig(JSON.stringify(config), 'c').value, config);
    t.end();
  });
}

t.test('a name like __proto__ is an unknown property and changes nothing', (t) => {
  const text =
    '{"ociVersion":"1.3.0","root":{"path":"/"},"__proto__":{"hostname":5},"annotations":{"__proto__":"x"}}';
  t.strictSame(
    validateText(text).map(({ level, property }) => [level, property]),
    [['warning', '/__proto__']],
  );
  t.equal(parseConfig(text, 'c').value.hostname, undefined);
  t.end();
});

t.test('escapes of surrogate pairs are characters', (t) => {
  const text = '{"ociVersion":"1.3.0","root":{"path":"\\ud83d\\ude00"}}';
  t.equal(parseConfig(text, 'c').value.root?.path, '😀');
  t.end();
});

t.test('parseProcess judges a process by itself', (t) => {
  t.strictSame(parseProcess('{"cwd":"/","args":["sh"]}', 'p').value, { cwd: '/', args: ['sh'] });
  t.equal(
    refusal(() => parseProcess('{"cwd":"x","args":["sh"]}', 'p')).message,
    'p:1:8: /cwd: must be an absolute path, found "x"',
  );
  t.equal(
    refusal(() => parseProcess('{"args":["sh"]}', 'p')).message,
    'p:1:1: the required property "cwd" is missing',
  );
  t.equal(
    refusal(() => parseProcess('{"cwd":"/"}', 'p')).message,
    'p:1:1: needs args with at least one entry',
  );
  t.end();
});

t.test('parseState judges a state by its schema', (t) => {
  const state = {
    ociVersion: '1.3.0',
    id: 'box',
    status: 'created',
    pid: 5,
    bundle: '/b',
    annotations: { a: 'b' },
    runts: {
      version: 1,
      startTime: 5,
      runtime: { pid: 4, startTime: 3 },
      created: '2026-01-01T00:00:00Z',
      owner: 0,
      bootId: 'f2b9d0f5-9f5f-4b1f-8f0f-1f1f1f1f1f1f',
      rootfs: '/b/rootfs',
      cgroups: [{ path: '/sys/fs/cgroup/box', base: '/sys/fs/cgroup', version: 2 }],
      ownPidNamespace: true,
      pidFile: '/run/box.pid',
    },
    other: 1,
  };
  t.strictSame(parseState(JSON.stringify(state), 's').value, state);
  t.equal(
    refusal(() => parseState('{"ociVersion":"1.3.0","id":"a","status":"paused","bundle":"/"}', 's')).message,
    's:1:41: /status: must be one of "creating", "created", "running", "stopped", found "paused"',
  );
  t.end();
});
