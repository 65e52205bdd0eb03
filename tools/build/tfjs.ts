/**
 * @module `dist/engine/tfjs.cjs`: tfjs and its kernels for TensorFlow as one file. Of tfjs it takes the core, the gradients
 * and the plain JavaScript kernels; layers, converter, data and WebGL stay out.
 */
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

/** What `@tensorflow/tfjs` exports, without what the engine has no use for. */
const TFJS = `
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
export * from '@tensorflow/tfjs-core';
export * from '@tensorflow/tfjs-backend-cpu';
`;

/** Node has fetch; tfjs asks for the package only where there is none. */
const FETCH = 'module.exports = globalThis.fetch;';

/** @returns folders of the packages that the file holds code of. */
export async function buildTfjs(root: string, dist: string): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(root, 'aligndet/engine/tfjs.cjs')],
    outfile: join(dist, 'engine/tfjs.cjs'),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none', // dist/THIRD-PARTY.txt has them
    metafile: true,
    logLevel: 'warning',
    plugins: [oneTfjs],
  });
  const folders = Object.keys(metafile.inputs).map(
    (path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0],
  );
  return [...new Set(folders.filter((folder) => folder !== undefined))].map((folder) => join(root, folder));
}

/** Whoever asks for tfjs, and however, gets the same modules. */
const oneTfjs: Plugin = {
  name: 'one-tfjs',
  setup(esbuild) {
    const resolveDir = esbuild.initialOptions.absWorkingDir;
    esbuild.onResolve({ filter: /^(@tensorflow\/tfjs|node-fetch)$/ }, ({ path }) => ({
      path,
      namespace: 'stand-in',
    }));
    esbuild.onLoad({ filter: /.*/, namespace: 'stand-in' }, ({ path }) => ({
      contents: path === 'node-fetch' ? FETCH : TFJS,
      resolveDir,
    }));
  },
};
