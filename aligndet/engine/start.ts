/** @module Activates the backend with the engine's kernels, once, when the engine is imported. */
import { engineName } from './backend.js';
import { installKernels } from './kernels/index.js';

if (engineName === 'tensorflow') installKernels();
