import t from 'tap';
import { keyring } from '../../runtime/stages/keyring.ts';
import { request } from './request.ts';

t.test('the container gets a session keyring named for it', (t) => {
  t.strictSame(keyring.plan(request()), [{ op: 'keyring', in: 'container', name: '_ses.box', origin: '' }]);
  t.end();
});

t.test('--no-new-keyring keeps that of the caller', (t) => {
  t.strictSame(keyring.plan(request({ options: { noNewKeyring: true } })), []);
  t.end();
});
