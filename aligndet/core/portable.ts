/**
 * @module The names of this folder that need no Node: what a module that also runs in a browser imports instead of
 * `index.ts`.
 */
export { AlignDetError, CheckpointError, ConfigError, DataError, ShapeError, UsageError } from './errors.js';
export { shownJson } from './json/json-text.js';
export { type Logger, silentLogger } from './logger.js';
export { nodeModule } from './platform.js';
export { shortList } from './short-list.js';
export { didYouMean, nearest } from './suggest.js';
export { describeValue, orList } from './value-words.js';
export { oneLine } from './visible.js';
