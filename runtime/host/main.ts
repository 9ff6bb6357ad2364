/** What the launcher spawns: the planner over Node. */
import { plan } from '../planner.ts';
import { serve } from './serve.ts';

serve(plan);
