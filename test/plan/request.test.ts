import t from 'tap';
import { CAP_SYS_ADMIN, capable } from '../../runtime/plan/request.ts';

t.test('capable reads one bit of sixteen hex digits', (t) => {
  t.ok(capable({ capEff: '0000000000200000' }, CAP_SYS_ADMIN));
  t.notOk(capable({ capEff: 'ffffffffffdfffff' }, CAP_SYS_ADMIN));
  t.ok(capable({ capEff: '8000000000000001' }, 0));
  t.ok(capable({ capEff: '8000000000000001' }, 63));
  t.notOk(capable({ capEff: '8000000000000001' }, 1));
  t.notOk(capable({ capEff: '' }, 3));
  t.end();
});
