// Loads a pure TypeScript module in a build script: Node 20 cannot import .ts.
import { build } from 'esbuild';

export async function loadTs(path) {
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`);
}
