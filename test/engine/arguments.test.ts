import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const runts = fileURLToPath(new URL('../../dist/runts', import.meta.url));

/** What `state` says of an id of these bytes, written as printf(1) takes them: Node itself can pass nothing but UTF-8. */
function refusalOf(bytes: string): string {
  const script = `exec "$0" state "$(printf '${bytes}')"`;
  const { status, stderr } = spawnSync('/bin/sh', ['-c', script, runts], { encoding: 'utf8' });
  t.equal(status, 1);
  return stderr;
}

t.test('arguments that are not UTF-8 are read as Node reads them', (t) => {
  const texts = {
    'a\\360': 'a\ufffd',
    '\\360\\237\\230': '\ufffd',
    '\\377\\376': '\ufffd\ufffd',
    '\\355\\240\\200': '\ufffd\ufffd\ufffd',
    '\\360\\237\\230\\200': '😀',
  };
  for (const [bytes, text] of Object.entries(texts)) {
    t.equal(refusalOf(bytes), `runts: invalid container ID format: "${text}"\n`, bytes);
  }
  t.end();
});
