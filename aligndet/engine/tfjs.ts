/** @module The single instance of tfjs that the project uses. */
import nodeUtil from 'node:util';
import { libraryFile, packageRequire } from '../core/index.js';

/** Deprecated `util` helpers that the kernels call and that Node 23 removed. */
const removedFromNode = {
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  isArray: Array.isArray,
};
for (const [name, helper] of Object.entries(removedFromNode)) {
  const util = nodeUtil as unknown as Record<string, unknown>;
  util[name] = helper; // even where Node still has them: those print a deprecation warning
}

export type Tfjs = typeof import('@tensorflow/tfjs');

/** What `tfjs.cjs` exports. */
interface TfjsModules {
  readonly tf: Tfjs;
  registerKernels(): void;
  kernelBackend(): unknown;
}

export const { tf, registerKernels, kernelBackend } = packageRequire(
  libraryFile('engine/tfjs.cjs'),
) as TfjsModules;
