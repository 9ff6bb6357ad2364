// Counts what tap reported, and says whether it may be called a success.
//
//   node .ci/count.mjs NAME=FILE...
//
// Each FILE is the TAP of one run; NAME is its entry in test/floor.json, the least number of tests that must have run. A
// test is what a test file has at its top level; a file that ended before it had any counts as one. The last line is
// "N passed, N failed, N skipped" for all runs together. Exit code 1: a test failed, too few ran, or a conformance test was
// skipped for another reason than the host's ("host: …", without root also "needs root") or a known difference of another
// runtime.

import { readFileSync } from 'node:fs';

const TEST_POINT = /^( {4})?(not )?ok \d+(?: - (.*?))?(?: # time=\S+)?(?:\s+# (SKIP|TODO)\b ?(.*?))?$/i;

const floors = JSON.parse(readFileSync(new URL('../test/floor.json', import.meta.url), 'utf8'));
const problems = [];
const total = { passed: 0, failed: 0, skipped: 0 };

for (const argument of process.argv.slice(2)) {
  const [name, file] = argument.split(/=(.*)/s);
  const { passed, failed, skipped } = count(readFileSync(file, 'utf8'));
  total.passed += passed;
  total.failed += failed.length;
  total.skipped += skipped.length;

  console.log(`${name}: ${passed} passed, ${failed.length} failed, ${skipped.length} skipped`);
  for (const test of failed) problems.push(`${name}: failed: ${test}`);
  for (const { test, reason, file } of skipped) {
    if (file.startsWith('test/conformance/') && !isExcused(name, reason))
      problems.push(`${name}: skipped for no reason of the host: ${test} (${reason})`);
  }
  const ran = passed + failed.length;
  if (ran < (floors[name] ?? 0))
    problems.push(`${name}: only ${ran} tests ran, the floor is ${floors[name]}`);
}

for (const problem of problems) console.log(problem);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(problems.length > 0 ? 1 : 0);

/** The test points of the second level, which stand before the one of their file; that one counts if it fails alone. */
function count(text) {
  const result = { passed: 0, failed: [], skipped: [] };
  let tests = [];
  for (const line of text.split('\n')) {
    const match = TEST_POINT.exec(line);
    if (!match) continue;
    const [, indent, not, test = '', directive, reason = ''] = match;
    tests.push({ failed: not !== undefined, test, skip: directive?.toUpperCase() === 'SKIP', reason });
    if (indent) continue;

    const file = tests.pop();
    if (tests.length === 0 || (file.failed && !tests.some(({ failed }) => failed))) tests.push(file);
    for (const one of tests) add(result, one, file.test);
    tests = [];
  }
  for (const one of tests) add(result, one, '');
  return result;
}

function add(result, { failed, test, skip, reason }, file) {
  if (skip) result.skipped.push({ test, reason, file });
  else if (failed) result.failed.push(`${test} (${file})`);
  else result.passed++;
}

function isExcused(name, reason) {
  if (reason.startsWith('host:') || reason.startsWith(`${name} differs:`)) return true;
  return process.getuid() !== 0 && reason.startsWith('needs root');
}
