import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import type { Stage } from '../../runtime/plan/stage.ts';
import * as stories from '../../runtime/stages/index.ts';
import { request } from './request.ts';

const schemas = new URL('../../schema/', import.meta.url);
const stages = new URL('../../runtime/stages/', import.meta.url);

interface Schema {
  readonly properties?: Readonly<Record<string, object>>;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

function properties(file: string, definition?: string): readonly string[] {
  const schema: Schema = JSON.parse(readFileSync(new URL(file, schemas), 'utf8'));
  const found = definition === undefined ? schema : schema.definitions?.[definition];
  return Object.keys(found?.properties ?? {});
}

/** Sections of config.json whose properties are owned one by one, and the sections of other platforms. */
const sections: Readonly<Record<string, readonly string[]>> = {
  root: properties('config.json', 'root'),
  process: properties('process.json'),
  hooks: properties('config.json', 'hooks'),
  linux: properties('linux.json'),
  'linux.resources': properties('linux.json', 'resources'),
};
const otherPlatforms = ['solaris', 'windows', 'vm', 'zos', 'freebsd', 'process.commandLine'];

/** Every property of the schema that stages own, e.g. `linux.resources.devices`. */
function ownable(names: readonly string[], above = ''): readonly string[] {
  return names
    .map((name) => `${above}${name}`)
    .filter((name) => !otherPlatforms.includes(name))
    .flatMap((name) => (sections[name] ? ownable(sections[name], `${name}.`) : [name]));
}

const files = readdirSync(stages).filter((name) => name !== 'index.ts');
const exported = await Promise.all(
  files.map(async (file) => {
    const module: Record<string, unknown> = await import(new URL(file, stages).href);
    return Object.values(module).flatMap((each) => (isStage(each) ? [{ file, stage: each }] : []));
  }),
);
const all = exported.flat();

function isStage(value: unknown): value is Stage {
  return typeof value === 'object' && value !== null && 'plan' in value && 'config' in value;
}

t.test('every property of config.json is owned by exactly one file', (t) => {
  const owners = new Map<string, Set<string>>();
  for (const { file, stage } of all) {
    for (const property of stage.config) {
      owners.set(property, (owners.get(property) ?? new Set()).add(file));
    }
  }
  const wanted = ownable(properties('config.json'));
  t.ok(wanted.length >= 50, `${wanted.length} properties`);
  t.strictSame(
    wanted.filter((property) => !owners.has(property)),
    [],
    'none is missing',
  );
  t.strictSame(
    [...owners].filter(([, where]) => where.size > 1),
    [],
    'none is owned twice',
  );
  const whole = Object.keys(sections);
  t.strictSame(
    [...owners.keys()].filter((property) => !wanted.includes(property) && !whole.includes(property)),
    [],
    'none is made up',
  );
  t.end();
});

t.test('every stage has a name of its own and is part of a story', (t) => {
  const names = all.map(({ stage }) => stage.name);
  t.strictSame([...new Set(names)], names);
  const told = new Set(
    Object.values(stories)
      .flat()
      .map(({ name }) => name),
  );
  t.strictSame(
    names.filter((name) => !told.has(name)),
    [],
  );
  t.end();
});

t.test('no story has a stage twice', (t) => {
  for (const [name, story] of Object.entries(stories)) {
    const names = story.map((stage) => stage.name);
    t.strictSame([...new Set(names)], names, name);
  }
  t.end();
});

/** Facts about the order that containers depend on, with the reason. */
const orders: readonly (readonly [string, ...string[]])[] = [
  ['nothing is made for a config that is refused', 'later', 'laterResources', 'claimId'],
  ['what will be made is recorded before', 'claimId', 'recordResources', 'cgroupCreate', 'cloneInit'],
  ['paths of the caller are used before anything may change them', 'consoleConnect', 'cloneInit'],
  [
    'sources are opened where all of the host is seen',
    'rootSource',
    'bindSources',
    'deviceSources',
    'cloneInit',
  ],
  ['the device rules hold before init may open a device', 'deviceRules', 'cgroupJoin', 'initSession'],
  ['ids are mapped before init takes them', 'userMapping', 'becomeRoot'],
  ['init is in its cgroup before that becomes the root of its namespace', 'cgroupJoin', 'cgroupNamespace'],
  ['a mount of type cgroup shows the new namespace', 'cgroupNamespace', 'mounts'],
  ['hooks find what the specification says', 'mounts', 'devices', 'console', 'prestartHooks'],
  ['config.md: hooks', 'prestartHooks', 'createRuntimeHooks', 'createContainerHooks', 'pivot'],
  ['targets are masked on the own root', 'pivot', 'readonlyPaths', 'maskedPaths', 'rootReadonly'],
  ['/proc/sys is written before it is read-only', 'sysctl', 'readonlyPaths'],
  ['what is unbindable cannot be copied', 'readonlyPaths', 'maskedPaths', 'rootfsPropagation'],
  ['a read-only root takes no mount point more', 'devices', 'rootReadonly'],
  [
    'the program is looked up as the user sees it, before privilege is gone',
    'cwdAndExecutable',
    'credentials',
  ],
  ['low limits hit nothing but the program', 'credentials', 'rlimits', 'created'],
  ['an engine that finds the pid file finds the container', 'pidFile', 'created'],
  ['start hooks are the last before the program', 'credentials', 'startContainerHooks', 'exec'],
];
for (const [why, ...names] of orders) {
  t.test(`create: ${why} (${names.join(', ')})`, (t) => {
    for (const story of [stories.create, stories.run]) {
      const positions = names.map((name) => story.findIndex((stage) => stage.name === name));
      t.notOk(positions.includes(-1), 'all are there');
      t.strictSame(
        [...positions].sort((a, b) => a - b),
        positions,
      );
    }
    t.end();
  });
}

t.test('run is create and start in one, and in the foreground the end too', (t) => {
  const names = (story: readonly Stage[]) => story.map(({ name }) => name);
  t.strictSame(names(stories.run).slice(-5), [
    'startContainerHooks',
    'exec',
    'awaitExec',
    'running',
    'poststartHooks',
  ]);
  t.strictSame(names(stories.runForeground), [...names(stories.run), 'supervise']);
  t.strictSame(names(stories.runAndKeep), [...names(stories.runForeground), 'exitAsInit']);
  t.strictSame(names(stories.runAndDelete), [
    ...names(stories.runForeground),
    'cgroupRemoveOwn',
    'removeState',
    'poststopHooks',
    'exitAsInit',
  ]);
  t.notOk(names(stories.run).includes('waitForStart'));
  t.end();
});

t.test('run records that it is created only where hooks of start could ask', (t) => {
  const createdOf = (hooks: object) => {
    const asked = request({ command: 'run', spec: { hooks } });
    return stories.run.filter(({ name }) => name === 'created').flatMap((stage) => stage.plan(asked));
  };
  t.strictSame(createdOf({ createContainer: [{ path: '/hook' }], poststart: [{ path: '/hook' }] }), []);
  t.match(createdOf({ startContainer: [{ path: '/hook' }] }), [{ op: 'writeFile' }]);
  t.end();
});

t.test('commands on a container begin with what the planner saw of it', (t) => {
  t.equal(stories.start[0]?.name, 'expectState');
  t.equal(stories.deleteContainer[0]?.name, 'expectState');
  t.end();
});
