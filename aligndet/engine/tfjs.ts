/**
 * @module The one instance of tfjs that the project runs on.
 *
 * `@tensorflow/tfjs` and the kernels of `@tensorflow/tfjs-node-gpu` are CommonJS and share one engine only when both are
 * required; importing tfjs's ES modules beside them would make a second `Tensor` class, without gradients.
 */
import { createRequire } from 'node:module';
import nodeUtil from 'node:util';

const require = createRequire(import.meta.url);

/** Old helpers that the kernels call and that Node 23 removed. */
const removedFromNode = {
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  isArray: Array.isArray,
};
for (const [name, helper] of Object.entries(removedFromNode)) {
  const util = nodeUtil as unknown as Record<string, unknown>;
  util[name] = helper; // also where Node still has them: those print a deprecation warning
}

export type Tfjs = typeof import('@tensorflow/tfjs');

export const tf: Tfjs = require('@tensorflow/tfjs');

/** Requires a file of the kernels' package, such as `nodejs_kernel_backend`. */
export function requireKernels(file: string): unknown {
  return require(`@tensorflow/tfjs-node-gpu/dist/${file}`);
}
