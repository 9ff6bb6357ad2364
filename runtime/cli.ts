/**
 * The Node-hosted CLI, for development: yargs reads the command line, the same planner plans, the machine runs as a
 * child. Engines are given dist/runts.
 */
import { spawnSync } from 'node:child_process';
import { closeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseWithYargs } from './cli/yargs.ts';
import { loadAddon } from './host/addon.ts';
import { nodeHost } from './host/node.ts';
import { plan } from './planner.ts';

const host = nodeHost();
const program = loadAddon().memfdCreate(
  'runts:program',
  plan(process.argv.slice(2), host, [], parseWithYargs),
);
const lock = host.lockFd();
const machine = fileURLToPath(new URL('./machine', import.meta.url));

// 3 is the program, 4 the lock: what the launcher gives the machine by number too.
const child = spawnSync(machine, ['3', lock < 0 ? '-1' : '4'], {
  argv0: 'runts',
  env: {},
  stdio: ['inherit', 'inherit', 'inherit', program, ...(lock < 0 ? [] : [lock])],
});
closeSync(program);
if (child.error) throw child.error;
process.exitCode = child.signal === null ? (child.status ?? 1) : 1;
