/**
 * TypeScript by swc, with one addition. Jest runs tests in a `vm` context, where a look-up of a global such as `Math` is
 * slow: drawing the weights of a detector took 40 times as long. A module gets those that its loops use as constants.
 */
import { createTransformer } from '@swc/jest';

const GLOBALS = [
  'Array',
  'Map',
  'Math',
  'Number',
  'Object',
  'Set',
  'Float32Array',
  'Float64Array',
  'Int32Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Uint16Array',
  'Uint32Array',
];

const swc = createTransformer({
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  module: { type: 'es6' },
});

/** The constants stand on the first line, so that the numbers of lines stay. */
function withConstants(result) {
  const used = GLOBALS.filter((name) => new RegExp(`\\b${name}\\b`).test(result.code));
  return { ...result, code: `const { ${used.join(', ')} } = globalThis; ${result.code}` };
}

export default {
  canInstrument: swc.canInstrument,
  getCacheKey: (...args) => `${swc.getCacheKey(...args)} ${GLOBALS.join()}`,
  process: (...args) => withConstants(swc.process(...args)),
  processAsync: async (...args) => withConstants(await swc.processAsync(...args)),
};
