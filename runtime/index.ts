/**
 * runts as a library: parse and check a config, plan a command, read the plan, add stages of one's own.
 */
export {
  ConfigError,
  ContainerStateError,
  type ErrorCode,
  HostError,
  type JsonPosition,
  PluginError,
  RuntsError,
  UsageError,
} from './errors.ts';
export { encode } from './host/encode.ts';
export { gatherFacts } from './host/facts.ts';
export type { Host, Ids, Stat } from './host/host.ts';
export { nodeHost } from './host/node.ts';
export { explain, planJson } from './plan/explain.ts';
export type { Op, OpFields, OpName, OpOf, SlotName, Text, Track } from './plan/op.ts';
export type { Plan, PlannedOp, PlanOptions } from './plan/plan.ts';
export { PlanError } from './plan/plan-error.ts';
export type { Plugin, PluginTools } from './plan/plugin.ts';
export type { CgroupHierarchy, Facts, Options, Recorded, Request } from './plan/request.ts';
export {
  compose,
  insertAfter,
  insertBefore,
  namespace,
  refuse,
  requireNamespace,
  type Stage,
} from './plan/stage.ts';
export { plan } from './planner.ts';
export type { Finding } from './spec/findings.ts';
export {
  type Parsed,
  parseConfig,
  parseProcess,
  parseState,
  validateText,
  type Warning,
} from './spec/parse.ts';
export type * from './spec/types.ts';
export * as stories from './stages/index.ts';
