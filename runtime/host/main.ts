/** What dist/start.cjs finds in dist/planner.cjs: all that it takes to plan in Node. */
export { plan } from '../planner.ts';
export { nodeHost } from './node.ts';
export { serve } from './serve.ts';
