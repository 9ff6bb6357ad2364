// The steps of planning one `run`, each for the first time in this process: run by planner.mjs. The library's modules,
// because the bundle has one entry only.

import { request, storyOf } from '../dist/commands/create.js';
import { parseArgv } from '../dist/commands/parse.js';
import { encode } from '../dist/host/encode.js';
import { gatherFacts } from '../dist/host/facts.js';
import { nodeHost } from '../dist/host/node.js';
import { compose } from '../dist/plan/stage.js';
import { parseConfig } from '../dist/spec/parse.js';

const took = {};

function step(name, work) {
  const begin = performance.now();
  const result = work();
  took[name] = performance.now() - begin;
  return result;
}

const host = nodeHost();
const invocation = step('argv', () => parseArgv(process.argv.slice(2)));
const { command, globals, positionals, options: creation } = invocation;
const file = `${creation.bundle}/config.json`;
const spec = step('parse', () => parseConfig(host.read(file), file).value);

// With facts given it gathers none; those that it needs come after.
const { options } = request(command, positionals.id, globals, creation, host, {}).request;
const facts = step('facts', () => gatherFacts(host, spec, options, positionals.id));
const { request: asked } = request(command, positionals.id, globals, creation, host, facts);
const plan = step('stages', () =>
  compose(storyOf(asked), asked, { preserveFds: 0, debug: false, log: undefined }),
);
step('encode', () => encode(plan));

console.log(JSON.stringify(took));
