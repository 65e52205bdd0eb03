/** @module The folder that TensorFlow is kept in. */
export { cacheFolder } from '../../core/index.js';
