/** @module Everything about lint. It needs a parser of TypeScript, which is slow to start: import it when it is asked for. */
export { type FixedTexts, fixedTexts } from './fixes.js';
export { type FindingsFormat, FORMATS, formatFindings } from './format-findings.js';
export { findConfigs, lintConfigs } from './lint.js';
export { rules } from './rules/index.js';
