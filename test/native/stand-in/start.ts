/** What the launcher starts: the stand-in planner, served as the real one is. */
import { HostError } from '../../../runtime/errors.ts';
import { makeRealm } from '../../../runtime/host/realm.ts';
import { serve } from '../../../runtime/host/serve.ts';
import { plan } from './planner.ts';

serve({ plan, HostError }, makeRealm());
