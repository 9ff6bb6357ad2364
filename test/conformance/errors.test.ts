import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { idOf } from './box.ts';
import type { Result } from './engine.ts';
import { conformance } from './harness.ts';
import { type Config, MOUNTS } from './spec.ts';

/** What was said, without the quoting of a log line: runc writes `msg="exec: \\"x\\""` where runts writes the bare text. */
function said({ stderr }: Result): string {
  return stderr.replaceAll('\\"', '"');
}

/** A program that cannot be started: what is asked, how the file is made, and the text that engines look for. */
const PROGRAMS: readonly { readonly process: Config; readonly text: RegExp; readonly name: string }[] = [
  {
    name: 'a name that is nowhere',
    process: { args: ['missing'] },
    text: /exec: "missing": executable file not found in \$PATH/,
  },
  {
    name: 'an empty PATH',
    process: { args: ['probe'], env: ['PATH='] },
    text: /exec: "probe": executable file not found in \$PATH/,
  },
  {
    name: 'a path that is missing',
    process: { args: ['/missing'] },
    text: /exec: "\/missing": .*no such file or directory/,
  },
  {
    name: 'a path below a file',
    process: { args: ['/etc/passwd/x'] },
    text: /exec: "\/etc\/passwd\/x": .*not a directory/,
  },
  {
    name: 'a file that is not executable',
    process: { args: ['/etc/passwd'] },
    text: /exec: "\/etc\/passwd": permission denied/,
  },
  {
    name: 'a directory',
    process: { args: ['/etc'] },
    text: /exec: "\/etc": (is a directory|permission denied)/,
  },
  {
    name: 'a relative path that is missing',
    process: { args: ['./missing'] },
    text: /exec: "\.\/missing": .*no such file or directory/,
  },
];

for (const { name, process, text } of PROGRAMS) {
  conformance(`create fails for ${name}, and nothing is left`, {}, async (t, box) => {
    const bundle = box.bundle({ process });
    const result = await box.runtime(['create', '--bundle', bundle.dir, idOf(bundle)]);
    t.equal(result.status, 1);
    t.equal(result.stdout, '');
    t.match(said(result), text);
  });
}

conformance(
  'a directory as program is called one',
  {
    differs: { runc: 'its 1.1 says permission denied' },
  },
  async (t, box) => {
    t.match(await box.run(box.bundle({ process: { args: ['/etc'] } })), {
      status: 1,
      stderr: /exec: "\/etc": is a directory/,
    });
  },
);

conformance('an executable that the user may not execute is permission denied', {}, async (t, box) => {
  const bundle = box.bundle({ process: { args: ['/probe', 'facts'], user: { uid: 1000, gid: 1000 } } });
  chmodSync(join(bundle.rootfs, 'probe'), 0o700);
  t.match(await box.run(bundle), {
    status: 1,
    stdout: '',
    stderr: /exec \\?"?\/probe\\?"?: permission denied|exec: "\/probe": permission denied/,
  });
});

conformance('a script without an interpreter is an error at the latest at start', {}, async (t, box) => {
  const bundle = box.bundle({ process: { args: ['/script'] } });
  writeFileSync(join(bundle.rootfs, 'script'), '#!/no/interpreter\n', { mode: 0o755 });
  const result = await box.run(bundle);
  t.not(result.status, 0);
  t.match(result.stderr, /no such file or directory/);
});

conformance(
  'a missing cwd has the text that engines know',
  {
    differs: { runc: 'it makes the directory' },
  },
  async (t, box) => {
    const text = /chdir to cwd \("\/not\/there"\) set in config.json failed: no such file or directory/;
    t.match(await box.run(box.bundle({ process: { cwd: '/not/there' } })), {
      status: 1,
      stdout: '',
      stderr: text,
    });
  },
);

conformance('a cwd that is a file is an error', {}, async (t, box) => {
  const result = await box.run(box.bundle({ process: { cwd: '/etc/passwd' } }));
  t.match(result, { status: 1, stdout: '', stderr: /not a directory/ });
});

const MOUNT_ERRORS: readonly {
  readonly name: string;
  readonly mount: Config;
  readonly texts: readonly RegExp[];
}[] = [
  {
    name: 'a bind source that is missing',
    mount: { destination: '/mnt', type: 'bind', source: '/not/there', options: ['bind'] },
    texts: [/\/not\/there/, /no such file or directory/],
  },
  {
    name: 'an unknown file system',
    mount: { destination: '/mnt', type: 'nonsensefs', source: 'none' },
    texts: [/\/mnt/, /no such device/],
  },
  {
    name: 'a file over a directory',
    mount: { destination: '/etc', type: 'bind', source: '/etc/passwd', options: ['bind'] },
    texts: [/\/etc/, /not a directory/],
  },
  {
    name: 'an option that the file system does not know',
    mount: { destination: '/mnt', type: 'tmpfs', source: 'tmpfs', options: ['nonsense=1'] },
    texts: [/\/mnt/, /invalid argument/],
  },
];

for (const { name, mount, texts } of MOUNT_ERRORS) {
  conformance(`create fails for ${name}, and nothing is left`, {}, async (t, box) => {
    const bundle = box.bundle({ mounts: [...MOUNTS, mount] });
    const result = await box.runtime(['create', '--bundle', bundle.dir, idOf(bundle)]);
    t.equal(result.status, 1);
    t.equal(result.stdout, '');
    for (const text of texts) t.match(result.stderr, text);
  });
}

conformance(
  "an error is one line that names the property, the call's error and its text",
  {
    differs: { runc: "it names neither the property nor the error's name" },
  },
  async (t, box) => {
    const mount = { destination: '/mnt', type: 'bind', source: '/not/there', options: ['bind'] };
    const result = await box.run(box.bundle({ mounts: [...MOUNTS, mount] }));
    t.match(
      result.stderr,
      /^[^\n]*"\/not\/there"[^\n]*"\/mnt"[^\n]*ENOENT: no such file or directory \(config\.json \/mounts\/2, stage [a-zA-Z]+\)\n$/,
    );
  },
);

const BUNDLES: readonly { readonly name: string; readonly break: string; readonly text: RegExp }[] = [
  { name: 'without a config.json', break: 'rm config.json', text: /config\.json/ },
  {
    name: 'whose config.json is no JSON',
    break: 'echo "{" > config.json',
    text: /config\.json|JSON|unexpected EOF/,
  },
  { name: 'whose config.json is empty', break: ': > config.json', text: /config\.json|EOF/ },
  {
    name: 'without a rootfs',
    break: 'rm -r rootfs',
    text: /rootfs.*no such file or directory|rootfs.*does not exist/,
  },
  { name: 'whose rootfs is a file', break: 'rm -r rootfs; echo > rootfs', text: /rootfs|not a directory/ },
];

for (const { name, break: script, text } of BUNDLES) {
  conformance(`create fails for a bundle ${name}, and nothing is left`, {}, async (t, box) => {
    const bundle = box.bundle();
    await box.engine.command(['sh', '-c', script], { cwd: bundle.dir });
    const result = await box.runtime(['create', '--bundle', bundle.dir, idOf(bundle)]);
    t.equal(result.status, 1);
    t.equal(result.stdout, '');
    t.match(said(result), text);
  });
}

conformance('a bundle that is missing is an error', {}, async (t, box) => {
  const result = await box.runtime(['create', '--bundle', '/not/there', 'x']);
  t.match(result, { status: 1, stdout: '', stderr: /no such file or directory/ });
});

conformance('args that are empty or missing are an error', {}, async (t, box) => {
  for (const args of [[], undefined]) {
    t.match(await box.run(box.bundle({ process: { args } })), { status: 1, stdout: '', stderr: /args/ });
  }
});

conformance('--log gets the error as well, one JSON object a line, appended', {}, async (t, box) => {
  const log = join(box.dir, 'log.json');
  writeFileSync(log, 'before\n');
  const bundle = box.bundle({ process: { args: ['/missing'] } });
  const words = ['--log', log, '--log-format', 'json', 'create', '--bundle', bundle.dir, idOf(bundle)];
  const result = await box.runtime(words);
  t.equal(result.status, 1);
  t.match(said(result), /no such file or directory/);

  const { stdout } = await box.engine.command(['cat', log]);
  const [before, ...lines] = stdout.trimEnd().split('\n');
  t.equal(before, 'before');
  const last = JSON.parse(lines.at(-1) ?? '');
  t.match(last, { level: 'error', msg: /exec: "\/missing": .*no such file or directory/ });
  t.match(last.time, /^\d{4}-\d{2}-\d{2}T/);
});
