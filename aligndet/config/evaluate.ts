/**
 * @module Runs a config written in TypeScript or JavaScript and returns its default export.
 *
 * The package itself is not loaded: `import { defineConfig } from 'aligndet'` gets a stub with only that function,
 * so reading a config costs milliseconds and touches no tensor engine.
 */
import { createRequire } from 'node:module';
import { dirname, extname, relative } from 'node:path';
import { Script } from 'node:vm';
import {
  CODE_EXTENSIONS,
  ConfigError,
  cachedCode,
  compileCode,
  importPath,
  importsOf,
  isFile,
  originalPosition,
  spellings,
  strictExports,
} from '../core/index.js';
import { defineConfig } from './define-config.js';
import { readSource, type Texts } from './source-text.js';

export { CODE_EXTENSIONS };

/** What configs may import from the package. */
const PUBLIC_NAMES: Readonly<Record<string, unknown>> = { defineConfig };

interface Module {
  exports: Record<string, unknown>;
  isDone: boolean;
}

/** Compiled code of a file and of all files that it imports by path. */
type Compiled = Map<string, string>;

/** One evaluation: its code, the modules that ran, and the stack of running ones, outermost first. */
interface Evaluation {
  readonly compiled: Compiled;
  readonly modules: Map<string, Module>;
  readonly running: string[];
}

/** The file of an exported config, so that `_base_` may hold imported configs. */
const files = new WeakMap<object, string>();

/** The file whose default export `config` is, when this module ran it. */
export function fileOf(config: object): string | undefined {
  return files.get(config);
}

/**
 * @param texts overrides the contents of files.
 * @throws {ConfigError} for a syntax error, an error thrown by the file, an import that does not exist, or files that
 * import each other.
 */
export async function evaluateModule(file: string, texts?: Texts): Promise<unknown> {
  const compiled: Compiled = new Map();
  await compile(file, compiled, texts);
  try {
    return run(file, { compiled, modules: new Map(), running: [] });
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const isCompiled = (at: string) => compiled.has(at) && extname(at) !== '.json';
    const location = await originalPosition(error, isCompiled, (at) => readSource(at));
    throw new ConfigError(`${location ?? file}: ${(error as Error)?.message ?? String(error)}`, [], {
      cause: error,
    });
  }
}

async function compile(file: string, compiled: Compiled, texts?: Texts): Promise<void> {
  if (compiled.has(file)) return;
  compiled.set(file, '');
  const source = await readSource(file, texts);
  const code =
    extname(file) === '.json'
      ? `module.exports = ${source}`
      : await cachedCode(file, source, async () => (await compileCode(file, source)).code);
  compiled.set(file, code);
  await Promise.all(
    importsOf(code).map(async (specifier) => {
      const path = importPath(specifier, file);
      const imported = path === undefined ? undefined : spellings(path).find(isFile);
      if (imported !== undefined) await compile(imported, compiled, texts);
    }),
  );
}

function run(file: string, evaluation: Evaluation): unknown {
  const { compiled, modules, running } = evaluation;
  const known = modules.get(file);
  if (known !== undefined) return defaultOf(known.exports);
  const module: Module = { exports: {}, isDone: false };
  modules.set(file, module);
  running.push(file);
  const body = `(function (exports, require, module, __filename, __dirname) {${compiled.get(file)}\n})`;
  const wrapper = new Script(body, { filename: file }).runInThisContext();
  wrapper(module.exports, requireFrom(file, evaluation), module, file, dirname(file));
  running.pop();
  module.isDone = true;
  const config = defaultOf(module.exports);
  if (typeof config === 'object' && config !== null) files.set(config, file);
  return config;
}

function requireFrom(file: string, evaluation: Evaluation) {
  const { compiled, modules, running } = evaluation;
  return (specifier: string): unknown => {
    if (specifier === 'aligndet') return publicApi(file);
    const path = importPath(specifier, file);
    if (path === undefined) return packageOf(specifier, file);
    const found = spellings(path).find((candidate) => compiled.has(candidate));
    if (found === undefined)
      throw new ConfigError(`${file} imports "${specifier}", but ${path} does not exist.`);
    if (modules.get(found)?.isDone === false) {
      const circle = [...running.slice(running.indexOf(found)), found];
      const names = circle.map((each) => relative(dirname(found), each));
      throw new ConfigError(`Configs import each other in a circle: ${names.join(' -> ')}.`);
    }
    run(found, evaluation);
    return strictExports(modules.get(found)?.exports as object, file, specifier);
  };
}

/** @throws {ConfigError} for a package that is not installed. */
function packageOf(specifier: string, file: string): unknown {
  try {
    return createRequire(file)(specifier);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw cause;
    throw new ConfigError(
      `${file} imports "${specifier}", but no such package is installed. To import another config, use a path such as "./${specifier}.js".`,
      [],
      { cause },
    );
  }
}

function publicApi(file: string): object {
  return new Proxy(PUBLIC_NAMES, {
    get(target, name) {
      if (typeof name === 'symbol' || name === '__esModule' || Object.hasOwn(target, name)) {
        return Reflect.get(target, name);
      }
      const known = Object.keys(target).join(', ');
      throw new ConfigError(
        `${file} imports "${name}" from "aligndet", but configs may only import: ${known}.`,
      );
    },
  });
}

function defaultOf(exports: Record<string, unknown>): unknown {
  return Object.hasOwn(exports, '__esModule') ? exports.default : exports;
}
