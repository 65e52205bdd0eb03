/**
 * @module `dist/engine/tfjs.cjs`: tfjs and its kernels for TensorFlow as one file. Of tfjs it takes the core, the gradients
 * and the plain JavaScript kernels; layers, converter, data and WebGL stay out.
 */
import { readFileSync } from 'node:fs';
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
    legalComments: 'none', // dist/THIRD-PARTY.txt has them
    metafile: true,
    logLevel: 'warning',
    plugins: [oneTfjs, newBase],
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

/** The kernels' backend is ES5 and calls its base class, which is one of ES2015 here: those want `new`. */
const newBase: Plugin = {
  name: 'new-base',
  setup(esbuild) {
    const call = '_super.call(this) || this';
    esbuild.onLoad({ filter: /nodejs_kernel_backend\.js$/ }, ({ path }) => {
      const parts = readFileSync(path, 'utf8').split(call);
      if (parts.length !== 2)
        throw new Error(`${path}: expected "${call}" once, found it ${parts.length - 1} times.`);
      return { contents: parts.join('Reflect.construct(_super, [], this.constructor)'), loader: 'js' };
    });
  },
};
