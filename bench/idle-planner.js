// In place of the planner: the shortest program, so that what is left is the start of the engine.

export const plan = () => new Uint8Array(64);
export class HostError extends Error {}
export const bake = () => {};
