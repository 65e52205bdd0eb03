/** @module The folder of TensorFlow in the cache. */
export { cacheFolder } from '../../core/index.js';
