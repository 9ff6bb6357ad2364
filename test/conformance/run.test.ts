import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { idOf, until } from './box.ts';
import { probeLines } from './facts.ts';
import { conformance } from './harness.ts';
import { descendants } from './leftovers.ts';
import { programs, runtimeName, staticBusybox } from './programs.ts';
import { namespaces, probeArgs } from './spec.ts';

conformance('run passes on the exit code of the program', {}, async (t, box) => {
  for (const code of [0, 1, 7, 126, 127, 255]) {
    const bundle = box.bundle({ process: { args: probeArgs([['exit', `${code}`]]) } });
    t.match(await box.run(bundle), { status: code, stderr: '' });
  }
});

conformance('run answers 128 + n for a program that signal n ended', {}, async (t, box) => {
  for (const [name, number] of [
    ['KILL', 9],
    ['SEGV', 11],
    ['USR1', 10],
    ['TERM', 15],
  ] as const) {
    // Without a pid namespace, since its first process is protected from its own signals.
    const bundle = box.bundle({
      process: { args: probeArgs([['signal', name]]) },
      linux: { namespaces: namespaces('ipc', 'uts', 'mount') },
    });
    t.equal((await box.run(bundle)).status, 128 + number, name);
  }
});

conformance('run joins pipes: what goes in comes out', {}, async (t, box) => {
  const text = 'line\n'.repeat(20_000);
  const bundle = box.bundle({ process: { args: probeArgs([['stdin'], ['stderr', 'to stderr']]) } });
  const { stdout, stderr, status } = await box.run(bundle, { stdin: text });
  t.equal(status, 0);
  t.strictSame(probeLines(stdout), [{ verb: 'stdin', text }, { verb: 'stderr' }]);
  t.equal(stderr, 'to stderr');
});

conformance('run passes on the signals that it gets', {}, async (t, box) => {
  for (const name of ['TERM', 'INT', 'HUP', 'USR1', 'USR2', 'QUIT'] as const) {
    const bundle = box.bundle({ process: { args: probeArgs([['wait-signal'], ['exit', '9']]) } });
    const command = await box.spawn(['run', '--bundle', bundle.dir, idOf(bundle)]);
    await until(() => command.stdout().includes('ready'));
    process.kill(command.pid, `SIG${name}`);
    const { status, stdout } = await command.done;
    t.match(probeLines(stdout)[1], { signal: name });
    t.equal(status, 9);
  }
});

conformance('run --detach returns while the container runs', {}, async (t, box) => {
  const bundle = box.bundle({ process: { args: probeArgs([['sleep']]) } });
  const id = idOf(bundle);
  const pidFile = join(box.dir, 'pid');
  const result = await box.run(bundle, { options: ['--detach', '--pid-file', pidFile] });
  t.match(result, { status: 0, stderr: '' });
  const pid = Number(readFileSync(pidFile, 'utf8'));
  t.match(JSON.parse((await box.runtime(['state', id])).stdout), { status: 'running', pid });
  t.strictSame(descendants(box.engine.pid), [pid], 'init is alone, a child of the engine');
  await box.runtime(['kill', id, 'KILL']);
  t.equal(await box.engine.reaped(pid), 128 + 9);
  t.match(await box.runtime(['delete', id]), { status: 0 });
});

conformance('after create init is alone, a child of the engine', {}, async (t, box) => {
  const container = await box.create(box.bundle());
  t.strictSame(descendants(box.engine.pid), [container.pid]);
  await container.finish();
});

conformance('run deletes the container, run --keep keeps it', {}, async (t, box) => {
  const gone = box.bundle();
  await box.run(gone);
  t.match(await box.runtime(['state', idOf(gone)]), { status: 1, stderr: /does not exist/ });

  const kept = box.bundle({ process: { args: probeArgs([['exit', '4']]) } });
  const { status } = await box.run(kept, { options: ['--keep'] });
  t.equal(status, 4);
  t.match(JSON.parse((await box.runtime(['state', idOf(kept)])).stdout), { status: 'stopped' });
  t.match(await box.runtime(['delete', idOf(kept)]), { status: 0 });
});

conformance('run takes the current directory as the bundle', {}, async (t, box) => {
  const bundle = box.bundle({ process: { args: probeArgs([['exit', '5']]) } });
  t.equal((await box.runtime(['run', 'by-directory'], { cwd: bundle.dir })).status, 5);
});

conformance('run reaps orphans of the container', {}, async (t, box) => {
  const bundle = box.bundle({
    process: { args: probeArgs([['fork-and-sleep'], ['exit', '0']]) },
    linux: { namespaces: namespaces('pid', 'ipc', 'uts', 'mount') },
  });
  t.equal((await box.run(bundle)).status, 0);
  t.strictSame(descendants(box.engine.pid), []);
});

conformance(
  'a shell of busybox runs',
  {
    lacks: () => (staticBusybox() ? undefined : 'no static busybox'),
  },
  async (t, box) => {
    const bundle = box.bundle({
      process: { args: ['sh', '-c', 'read line; echo "$line $$" | tr a-z A-Z; exit 6'] },
    });
    const install = `cp ${staticBusybox()} bin/busybox && for name in sh tr cat; do ln -s busybox bin/$name; done`;
    await box.engine.command(['sh', '-c', install], { cwd: bundle.rootfs });
    t.match(await box.run(bundle, { stdin: 'hello\n' }), { status: 6, stdout: 'HELLO 1\n', stderr: '' });
  },
);

conformance('run killed by SIGKILL leaves what delete --force removes', {}, async (t, box) => {
  const bundle = box.bundle({ process: { args: probeArgs([['sleep']]) } });
  const command = await box.spawn(['run', '--bundle', bundle.dir, idOf(bundle)]);
  await until(() =>
    descendants(command.pid).some((one) =>
      readFileSync(`/proc/${one}/cmdline`, 'utf8').startsWith('/probe\0'),
    ),
  );
  process.kill(command.pid, 'SIGKILL');
  await command.done;
  t.match(await box.runtime(['delete', '--force', idOf(bundle)]), { status: 0 });
});

conformance(
  'while run waits only the machine stays, in little memory',
  {
    differs: { runc: 'it stays itself' },
  },
  async (t, box) => {
    const bundle = box.bundle({ process: { args: probeArgs([['sleep']]) } });
    const command = await box.spawn(['run', '--bundle', bundle.dir, idOf(bundle)]);
    await until(() =>
      descendants(command.pid).some((one) =>
        readFileSync(`/proc/${one}/cmdline`, 'utf8').startsWith('/probe\0'),
      ),
    );
    t.equal(descendants(box.engine.pid).length, 2, `${runtimeName()} and the program`);
    const resident = Number(
      /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${command.pid}/status`, 'utf8'))?.[1],
    );
    t.ok(resident < 1024, `${resident} kB resident`);
    process.kill(command.pid, 'SIGKILL');
    await command.done;
    await box.runtime(['delete', '--force', idOf(bundle)]);
  },
);

conformance('stdio that is a pipe reaches the container as that pipe', {}, async (t, box) => {
  const container = await box.create(
    box.bundle({ process: { args: probeArgs([['stderr', 'e'], ['facts']]) } }),
    {
      prefix: [programs().with, '--pipe', '1', '--pipe', '2', '--'],
    },
  );
  await container.start();
  t.equal(await container.exited(), 0);
  await until(() => container.lines().length === 2 && container.stderr() === 'e');
  t.match(container.lines()[1], {
    fds: [{ fd: 0 }, { fd: 1, target: /^pipe:/ }, { fd: 2, target: /^pipe:/ }],
  });
  await container.delete();
});
