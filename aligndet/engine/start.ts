/** @module Puts the backend in force, with the engine's own kernels: what importing the engine does, once. */
import { engineName } from './backend.js';
import { installKernels } from './kernels/index.js';

if (engineName === 'tensorflow') installKernels();
