// Plans as dist/start.cjs does, in a Node of its own, and prints what each step took: run by planner.mjs.

const begin = performance.now();

const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');
const { Script } = require('node:vm');

const directory = join(__dirname, '../dist');
const filename = join(directory, 'planner.cjs');
const cachedData = readFileSync(join(directory, 'planner.cache'));
const script = new Script(Module.wrap(readFileSync(filename, 'latin1')), { filename, cachedData });
const planner = { exports: {} };
script.runInThisContext()(planner.exports, Module.createRequire(filename), planner, filename, directory);
const loaded = performance.now();

planner.exports.plan(process.argv.slice(2), planner.exports.nodeHost());
const planned = performance.now();

process.dlopen({ exports: {} }, join(directory, 'runts.node'));
const addon = performance.now();

console.log(
  JSON.stringify({ boot: begin, load: loaded - begin, plan: planned - loaded, addon: addon - planned }),
);
