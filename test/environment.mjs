/**
 * Jest runs each test file in a realm of its own, whose typed arrays and errors are not those that native code, Node
 * and tensors hold. This environment hands the process's own to every realm: `instanceof Float32Array` and
 * `instanceof Error` then mean what they say. The same goes for `process.env`: Node and child processes read the process's.
 */
import { TestEnvironment } from 'jest-environment-node';

const ARRAYS = [
  'ArrayBuffer',
  'SharedArrayBuffer',
  'DataView',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
];

const ERRORS = ['Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'];

export default class extends TestEnvironment {
  async setup() {
    await super.setup();
    // What the realm itself throws, such as the SyntaxError of JSON.parse, stays of its own class: that class inherits.
    for (const name of ERRORS) Object.setPrototypeOf(this.global[name].prototype, globalThis[name].prototype);
    for (const name of [...ARRAYS, ...ERRORS]) this.global[name] = globalThis[name];
    this.global.process.env = process.env;
  }
}
