/**
 * @module Makes imports of names that a module does not export errors, as in ES modules; CommonJS gives undefined.
 */
import { ConfigError } from '../errors.js';
import { shortList } from '../short-list.js';
import { didYouMean } from '../suggest.js';

/** Of longer lists an error shows the first names and the nearest one. */
const MAX_NAMES = 30;

/** The exports of `specifier` for `file`, with an error on access to a name that is not exported. */
export function strictExports(exports: object, file: string, specifier: string): object {
  if (!Object.hasOwn(exports, '__esModule')) return exports;
  const refuse = (name: string): never => {
    const names = Object.keys(exports).filter((each) => each !== 'default' && each !== '__esModule');
    const known = names.length === 0 ? '' : ` It exports: ${shortList(names, MAX_NAMES)}.`;
    const near = names.length > MAX_NAMES ? didYouMean(name, names) : '';
    const what = name === 'default' ? 'has no default export' : `does not export "${name}"`;
    throw new ConfigError(`${file} imports from "${specifier}", which ${what}.${near}${known}`);
  };
  const isKnown = (name: string | symbol): boolean =>
    typeof name === 'symbol' || name in exports || name in Object.prototype || name === '__esModule';
  const get = (target: object, name: string | symbol): unknown =>
    isKnown(name) ? Reflect.get(target, name) : refuse(String(name));
  // the compiled code copies the exports and keeps their prototype
  return new Proxy(exports, { get, getPrototypeOf: () => new Proxy({}, { get }) });
}
