/** @module Loads TensorFlow's two shared libraries into the process and looks up its functions. */
import { join } from 'node:path';
import koffi, { type LibraryHandle, type TypeObject } from 'koffi';
import { EngineError } from '../../core/index.js';
import { loadQuietly, quieten } from './log.js';
import { structTypes, symbols, type TensorFlowApi } from './symbols.js';

/** Flags of `dlopen`: lazy binding, and symbols visible to libraries loaded later. */
const OPEN_FLAGS = process.platform === 'darwin' ? 0x1 | 0x8 : 0x1 | 0x100;

/**
 * @param folder holds the libraries.
 * @param names file names; one that needs another comes after it.
 */
export function loadLibrary(folder: string, names: readonly string[]): TensorFlowApi {
  const paths = names.map((name) => join(folder, name));
  try {
    const libraries = paths.map(open).reverse();
    const entries = Object.entries(symbols).map(([name, [result, args]]) => {
      const library = libraries.find((candidate) => has(candidate, name));
      if (library === undefined) throw new EngineError(`TensorFlow in ${folder} has no function ${name}.`);
      return [name, library.func(name, nativeType(result), args.map(nativeType))];
    });
    return Object.fromEntries(entries) as TensorFlowApi;
  } catch (cause) {
    if (cause instanceof EngineError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError(
      `TensorFlow's libraries in ${folder} could not be loaded: ${reason}. Run: npx aligndet setup --force`,
      { cause },
    );
  }
}

function nativeType(name: string): string | TypeObject {
  return structTypes[name] ?? name;
}

function open(path: string): LibraryHandle {
  const library = loadQuietly(() => {
    pin(path);
    return koffi.load(path, { global: true, lazy: true });
  });
  quieten(library);
  return library;
}

/** Opens a library a second time and never closes it: TensorFlow crashes when it is unloaded at exit. */
function pin(path: string): void {
  koffi.load(null).func('dlopen', 'void *', ['str', 'int'])(path, OPEN_FLAGS);
}

function has(library: LibraryHandle, name: string): boolean {
  try {
    library.symbol(name);
    return true;
  } catch {
    return false;
  }
}
