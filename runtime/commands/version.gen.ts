// Generated from package.json by scripts/generate-help.mjs: do not edit.

/** The version of runts. */
export const version = '0.1.0';
