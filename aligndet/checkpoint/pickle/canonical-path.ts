/**
 * @module One canonical name per object: protocols up to 2 keep Python 2's names, and some modules have moved since.
 */
import type { PyGlobal } from './atoms.js';

/** Modules of Python 2, as mapped by pickle. */
const MODULES: Readonly<Record<string, string>> = {
  __builtin__: 'builtins',
  copy_reg: 'copyreg',
  exceptions: 'builtins',
  Queue: 'queue',
  UserDict: 'collections',
  UserList: 'collections',
  UserString: 'collections',
  StringIO: 'io',
  cStringIO: 'io',
  _io: 'io',
  cPickle: 'pickle',
  _pickle: 'pickle',
  // Python 3.13 keeps the classes of pathlib in this module.
  'pathlib._local': 'pathlib',
  'pathlib._abc': 'pathlib',
};

/** Names that changed as well. */
const NAMES: Readonly<Record<string, string>> = {
  '__builtin__.xrange': 'builtins.range',
  '__builtin__.unicode': 'builtins.str',
  '__builtin__.long': 'builtins.int',
  '__builtin__.reduce': 'functools.reduce',
  'UserDict.IterableUserDict': 'collections.UserDict',
};

/** The path in the newest Python, and in numpy 1: `__builtin__.xrange` is `builtins.range`. */
export function canonicalPath({ module, name, path }: PyGlobal): string {
  if (Object.hasOwn(NAMES, path)) return NAMES[path];
  if (Object.hasOwn(MODULES, module)) return `${MODULES[module]}.${name}`;
  return path.startsWith('numpy._core.') ? path.replace('numpy._core.', 'numpy.core.') : path;
}
