// Plans as dist/start.cjs does, in a Node of its own, and prints what each step took: run by planner.mjs.

const boot = performance.now();

const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const directory = join(__dirname, '../dist');
const file = join(directory, 'planner.cjs');

async function measure() {
  const { makeRealm } = await import('../dist/host/realm.js');
  const { nodeHost } = await import('../dist/host/node.js');

  const begin = performance.now();
  const cache = readFileSync(join(directory, 'planner.cache'));
  const { plan, HostError } = makeRealm()(readFileSync(file, 'latin1'), file, cache);
  const loaded = performance.now();
  const host = nodeHost({ HostError });
  const addon = performance.now();
  plan(process.argv.slice(2), host);
  const planned = performance.now();
  console.log(JSON.stringify({ boot, load: loaded - begin, plan: planned - addon, addon: addon - loaded }));
}

measure();
