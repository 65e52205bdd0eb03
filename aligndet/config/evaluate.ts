/**
 * @module Runs a config written in TypeScript or JavaScript and gives its default export.
 *
 * The package itself is not loaded: `import { defineConfig } from 'aligndet'` gets a stand-in with that one function,
 * so reading a config costs milliseconds and touches no tensor engine.
 */
import { statSync } from 'node:fs';
import { createRequire, SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, extname, isAbsolute, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import type { Loader, Message } from 'esbuild';
import { ConfigError } from '../core/index.js';
import { cachedCode } from './code-cache.js';
import { defineConfig } from './define-config.js';
import { readSource, type Texts } from './source-text.js';
import { strictExports } from './strict-exports.js';

/** Extensions that are run as code. */
export const CODE_EXTENSIONS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/** What configs may import from the package. */
const PUBLIC_NAMES: Readonly<Record<string, unknown>> = { defineConfig };

interface Module {
  exports: Record<string, unknown>;
  isDone: boolean;
}

/** Code of a file and of all files that it imports by paths, ready to run. */
type Compiled = Map<string, string>;

/** One evaluation: its code, the modules that ran, and those under way, the first one first. */
interface Evaluation {
  readonly compiled: Compiled;
  readonly modules: Map<string, Module>;
  readonly running: string[];
}

/** Which file an exported config came from, so that `_base_` may hold imported configs. */
const files = new WeakMap<object, string>();

/** The file whose default export `config` is, when this module ran it. */
export function fileOf(config: object): string | undefined {
  return files.get(config);
}

/**
 * @param texts stand for what files hold.
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
    const place = await originalPlace(error, [...compiled.keys()]);
    throw new ConfigError(`${place ?? file}: ${(error as Error)?.message ?? String(error)}`, [], {
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
      : await cachedCode(file, source, async () => (await transform(file, source)).code);
  compiled.set(file, code);
  const imports = [...code.matchAll(/\brequire\("([^"]+)"\)/g)].map((match) => match[1]);
  await Promise.all(
    imports.map(async (specifier) => {
      const path = pathOf(specifier, file);
      const imported = path === undefined ? undefined : candidates(path).find(isFile);
      if (imported !== undefined) await compile(imported, compiled, texts);
    }),
  );
}

async function transform(
  file: string,
  source: string,
  sourcemap = false,
): Promise<{ code: string; map: string }> {
  const { transform: esbuild } = await import('esbuild');
  const loader: Loader = /\.[mc]?ts$/.test(file) ? 'ts' : 'js';
  try {
    return await esbuild(source, {
      loader,
      format: 'cjs',
      target: 'node20',
      sourcefile: file.replace(/\.m([jt]s)$/, '.$1'), // esbuild gives .mts files other default imports
      sourcemap: sourcemap ? 'external' : false,
      define: { 'import.meta.url': JSON.stringify(pathToFileURL(file).href) },
      logLevel: 'silent',
    });
  } catch (error) {
    const [message] = (error as { errors?: Message[] }).errors ?? [];
    if (message === undefined) throw error;
    const { line, column } = message.location ?? { line: 1, column: 0 };
    throw new ConfigError(`${file}:${line}:${column + 1}: ${message.text}`, [], { cause: error });
  }
}

/** The path that an import by a relative or absolute path, or by a `file:` address, means; nothing for a package. */
function pathOf(specifier: string, file: string): string | undefined {
  if (specifier.startsWith('file:')) return fileURLToPath(specifier);
  return /^\.{1,2}\//.test(specifier) || isAbsolute(specifier)
    ? resolve(dirname(file), specifier)
    : undefined;
}

/** TypeScript lets an import of `x.ts` be written `x.js`. */
function candidates(path: string): string[] {
  return [path, path.replace(/\.([mc]?)js$/, '.$1ts')];
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
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
    const path = pathOf(specifier, file);
    if (path === undefined) return packageOf(specifier, file);
    const found = candidates(path).find((candidate) => compiled.has(candidate));
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

/** @throws {ConfigError} for a package that is not there. */
function packageOf(specifier: string, file: string): unknown {
  try {
    return createRequire(file)(specifier);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw cause;
    throw new ConfigError(
      `${file} imports "${specifier}", but no package of this name is installed. Other configs are imported by paths, such as "./${specifier}.js".`,
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

/** `file:line:column` in the source, from the stack of an error that compiled code threw. */
async function originalPlace(error: unknown, compiled: readonly string[]): Promise<string | undefined> {
  const stack = String((error as Error)?.stack ?? '');
  for (const [, at, line, column] of stack.matchAll(/\(?((?:\/|[A-Za-z]:)[^()\n]*?):(\d+):(\d+)\)?/g)) {
    if (!compiled.includes(at) || extname(at) === '.json') continue;
    const { map } = await transform(at, await readSource(at), true);
    const entry = new SourceMap(JSON.parse(map) as SourceMapPayload).findEntry(
      Number(line) - 1,
      Number(column) - 1,
    );
    return 'originalLine' in entry ? `${at}:${entry.originalLine + 1}:${entry.originalColumn + 1}` : at;
  }
  return undefined;
}
