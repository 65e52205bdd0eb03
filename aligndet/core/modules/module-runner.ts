/**
 * @module Runs modules of users: TypeScript or JavaScript, ES modules or CommonJS, in any thread and under any loader.
 *
 * Files are compiled and run here, and not by Node's own `import`, so that their imports of `aligndet` and its sub-paths
 * are the modules that are running: a second copy would have its own tensors, registries and error classes. Packages
 * that build on AlignDet are run here too, for the same reason; all others are left to Node.
 */
import { readFile } from 'node:fs/promises';
import { createRequire, findSourceMap, isBuiltin, Module } from 'node:module';
import { extname, join } from 'node:path';
import { ConfigError } from '../errors.js';
import { cachedCode } from './code-cache.js';
import { CODE_EXTENSIONS, compileCode, importsOf, originalPosition } from './compile-code.js';
import { importPath, isFile, spellings } from './import-path.js';
import { packageEntry } from './package-entry.js';
import { strictExports } from './strict-exports.js';

/** Exports of modules that are running already, by the specifiers under which users import them. */
export type Provided = Readonly<Record<string, object>>;

/** The parts of Node's CommonJS modules that its types leave out. */
interface CommonJsModule {
  exports: unknown;
  filename: string;
  paths: string[];
  require: (specifier: string) => unknown;
  _compile(code: string, file: string): unknown;
}

export class ModuleRunner {
  readonly #provided: Provided;
  readonly #namespaces = new Map<string, object>();
  readonly #codes = new Map<string, string>();
  readonly #modules = new Map<string, { exports: unknown }>();
  /** One module is loaded after another, so that what it imports is whole. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(provided: Provided) {
    this.#provided = provided;
  }

  /**
   * The exports of the module in `file`, which runs once.
   *
   * @throws {ConfigError} that names the file, and the line where it is known: a syntax error, an import that does not
   * exist, or an error thrown by the module.
   */
  load(file: string): Promise<Record<string, unknown>> {
    const loading = this.#last.then(() => this.#load(file));
    this.#last = loading.catch(() => undefined);
    return loading;
  }

  async #load(file: string): Promise<Record<string, unknown>> {
    await this.#compile(file);
    try {
      return this.#run(file) as Record<string, unknown>;
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      const where = (await this.#positionOf(error)) ?? file;
      throw new ConfigError(`${where}: ${(error as Error)?.message ?? String(error)}`, [], { cause: error });
    }
  }

  /** Compiles `file` and all that it imports, so that running it waits for nothing. */
  async #compile(file: string): Promise<void> {
    if (this.#codes.has(file)) return;
    const source = await sourceOf(file);
    if (extname(file) === '.json') {
      this.#codes.set(file, `module.exports = ${source}`);
      return;
    }
    const code = await cachedCode(`module ${file}`, source, async () => {
      // `import()` inside of compiled code would be Node's own
      const options = { sourcemap: 'inline', supported: { 'dynamic-import': false } } as const;
      return (await compileCode(file, source, options)).code;
    });
    this.#codes.set(file, code);
    try {
      for (const specifier of importsOf(code)) {
        const imported = this.#resolve(specifier, file);
        if (imported !== undefined) await this.#compile(imported);
      }
    } catch (error) {
      this.#codes.delete(file);
      throw error;
    }
  }

  /** The file that is to be run here for an import; nothing for what is running already or left to Node. */
  #resolve(specifier: string, file: string): string | undefined {
    const provided = Object.hasOwn(this.#provided, specifier) ? this.#provided[specifier] : undefined;
    if (provided !== undefined) {
      if (!this.#namespaces.has(specifier)) {
        this.#namespaces.set(specifier, { __esModule: true, ...provided });
      }
      return undefined;
    }
    if (/^aligndet(\/|$)/.test(specifier)) {
      const known = Object.keys(this.#provided).filter((name) => name.startsWith('aligndet'));
      throw new ConfigError(
        `${file} imports "${specifier}", which AlignDet does not have. It has: ${known.join(', ')}.`,
      );
    }
    const path = importPath(specifier, file);
    if (path !== undefined) return codeFile(path);
    if (isBuiltin(specifier)) return undefined;
    const entry = packageEntry(specifier, file);
    return entry?.usesAlignDet === true ? entry.file : undefined;
  }

  #run(file: string): unknown {
    const known = this.#modules.get(file);
    if (known !== undefined) return known.exports;
    process.setSourceMapsEnabled(true); // stack traces show the lines of the source
    const module = new Module(file) as unknown as CommonJsModule;
    Object.assign(module, {
      filename: file,
      paths: [],
      require: (specifier: string) => this.#require(specifier, file),
    });
    this.#modules.set(file, module);
    try {
      module._compile(this.#codes.get(file) as string, file);
    } catch (error) {
      this.#modules.delete(file);
      throw error;
    }
    return module.exports;
  }

  #require(specifier: string, file: string): unknown {
    const namespace = this.#namespaces.get(specifier);
    if (namespace !== undefined) return strictExports(namespace, file, specifier);
    const path = importPath(specifier, file);
    if (path === undefined) return this.#requirePackage(specifier, file);
    const found = codeFile(path);
    if (found === undefined || !this.#codes.has(found)) {
      throw new ConfigError(`${file} imports "${specifier}", but ${path} does not exist.`);
    }
    const exports = this.#run(found);
    return typeof exports === 'object' && exports !== null
      ? strictExports(exports, file, specifier)
      : exports;
  }

  #requirePackage(specifier: string, file: string): unknown {
    if (isBuiltin(specifier)) return createRequire(file)(specifier);
    const entry = packageEntry(specifier, file);
    if (entry === undefined) {
      throw new ConfigError(
        `${file} imports "${specifier}", but no package of this name is installed: npm install ${specifier}.`,
      );
    }
    if (this.#codes.has(entry.file)) return this.#run(entry.file);
    try {
      return createRequire(file)(entry.file);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ERR_REQUIRE_ASYNC_MODULE') throw cause;
      const message = `${file} imports "${specifier}", which awaits at its top level: modules of components can't wait for others.`;
      throw new ConfigError(message, [], { cause });
    }
  }

  /** `file:line:column` of the first module of ours in the stack of `error`. */
  async #positionOf(error: unknown): Promise<string | undefined> {
    const stack = String((error as Error)?.stack ?? '');
    const isOurs = (file: string) => this.#codes.has(file) && extname(file) !== '.json';
    const [file] = [...stack.matchAll(/\(?((?:\/|[A-Za-z]:)[^()\n]*?):\d+:\d+/g)]
      .map((match) => match[1])
      .filter(isOurs);
    if (file === undefined) return undefined;
    const isMapped = findSourceMap(file) !== undefined && typeof Error.prepareStackTrace !== 'function';
    if (!isMapped) return originalPosition(error, isOurs, sourceOf);
    const [, line, column] = /^:(\d+):(\d+)/.exec(stack.slice(stack.indexOf(`${file}:`) + file.length)) ?? [];
    return `${file}:${line}:${column}`;
  }
}

/** The file that an import of `path` means: as it is written, in TypeScript, without extension, or a folder's index. */
export function codeFile(path: string): string | undefined {
  const written = spellings(path).find(isFile);
  if (written !== undefined) return written;
  const extended = CODE_EXTENSIONS.map((extension) => path + extension);
  return [...extended, ...CODE_EXTENSIONS.map((extension) => join(path, `index${extension}`))].find(isFile);
}

async function sourceOf(file: string): Promise<string> {
  return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
}
