/**
 * @module Runs a config written in TypeScript or JavaScript and gives its default export.
 *
 * The package itself is not loaded: `import { defineConfig } from 'aligndet'` gets a stand-in with that one function,
 * so reading a config costs milliseconds and touches no tensor engine.
 */
import { readFile } from 'node:fs/promises';
import { createRequire, SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import type { Loader, Message } from 'esbuild';
import { ConfigError } from '../core/index.js';
import { cachedCode } from './code-cache.js';
import { defineConfig } from './define-config.js';

/** Extensions that are run as code. */
export const CODE_EXTENSIONS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/** What configs may import from the package. */
const PUBLIC_NAMES: Readonly<Record<string, unknown>> = { defineConfig };

interface Module {
  exports: Record<string, unknown>;
}

/** Code of a file and of all files that it imports by relative paths, ready to run. */
type Compiled = Map<string, string>;

/** Which file an exported config came from, so that `_base_` may hold imported configs. */
const files = new WeakMap<object, string>();

/** The file whose default export `config` is, when this module ran it. */
export function fileOf(config: object): string | undefined {
  return files.get(config);
}

/**
 * @param text stands for what the file holds.
 * @throws {ConfigError} for a syntax error, an error thrown by the file, or a missing default export.
 */
export async function evaluateModule(file: string, text?: string): Promise<unknown> {
  const compiled: Compiled = new Map();
  await compile(file, compiled, text);
  const modules = new Map<string, Module>();
  try {
    return run(file, compiled, modules);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const place = await originalPlace(error, [...compiled.keys()]);
    throw new ConfigError(`${place ?? file}: ${(error as Error)?.message ?? String(error)}`, [], {
      cause: error,
    });
  }
}

async function compile(file: string, compiled: Compiled, text?: string): Promise<void> {
  if (compiled.has(file)) return;
  compiled.set(file, '');
  const code =
    extname(file) === '.json'
      ? `module.exports = ${await readFile(file, 'utf8')}`
      : await transform(file, text);
  compiled.set(file, code);
  const imports = [...code.matchAll(/\brequire\("(\.{1,2}\/[^"]+)"\)/g)].map((match) => match[1]);
  await Promise.all(
    imports.map(async (specifier) => {
      const imported = await firstExisting(resolve(dirname(file), specifier));
      if (imported !== undefined) await compile(imported, compiled);
    }),
  );
}

async function transform(file: string, text?: string): Promise<string> {
  const source = text ?? (await readFile(file, 'utf8'));
  return cachedCode(file, source, async () => (await transformWith(file, false, source)).code);
}

async function transformWith(
  file: string,
  sourcemap: boolean,
  text?: string,
): Promise<{ code: string; map: string }> {
  const [{ transform: esbuild }, source] = await Promise.all([
    import('esbuild'),
    text ?? readFile(file, 'utf8'),
  ]);
  const loader: Loader = /\.[mc]?ts$/.test(file) ? 'ts' : 'js';
  try {
    return await esbuild(source, {
      loader,
      format: 'cjs',
      target: 'node20',
      sourcefile: file,
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

/** TypeScript lets an import of `x.ts` be written `x.js`. */
async function firstExisting(path: string): Promise<string | undefined> {
  for (const candidate of [path, path.replace(/\.js$/, '.ts')]) {
    try {
      await readFile(candidate);
      return candidate;
    } catch {
      // the next candidate
    }
  }
  return undefined;
}

function run(file: string, compiled: Compiled, modules: Map<string, Module>): unknown {
  const known = modules.get(file);
  if (known !== undefined) return defaultOf(known.exports);
  const module: Module = { exports: {} };
  modules.set(file, module);
  const body = `(function (exports, require, module, __filename, __dirname) {${compiled.get(file)}\n})`;
  const wrapper = new Script(body, { filename: file }).runInThisContext();
  wrapper(module.exports, requireFrom(file, compiled, modules), module, file, dirname(file));
  const config = defaultOf(module.exports);
  if (typeof config === 'object' && config !== null) files.set(config, file);
  return config;
}

function requireFrom(file: string, compiled: Compiled, modules: Map<string, Module>) {
  const native = createRequire(file);
  return (specifier: string): unknown => {
    if (specifier === 'aligndet') return publicApi(file);
    if (!/^\.{1,2}\//.test(specifier)) return native(specifier);
    const path = resolve(dirname(file), specifier);
    const found = [path, path.replace(/\.js$/, '.ts')].find((candidate) => compiled.has(candidate));
    if (found === undefined)
      throw new ConfigError(`${file} imports "${specifier}", but ${path} does not exist.`);
    run(found, compiled, modules);
    return modules.get(found)?.exports;
  };
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
    const { map } = await transformWith(at, true);
    const entry = new SourceMap(JSON.parse(map) as SourceMapPayload).findEntry(
      Number(line) - 1,
      Number(column) - 1,
    );
    return 'originalLine' in entry ? `${at}:${entry.originalLine + 1}:${entry.originalColumn + 1}` : at;
  }
  return undefined;
}
