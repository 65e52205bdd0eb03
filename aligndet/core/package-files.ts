/**
 * @module Where files of this package lie. The repository runs `aligndet/`, an installed package `dist/`, which mirrors
 * it: `aligndet/datasets/loader/worker.ts` there is `dist/datasets/loader/worker.js` here.
 *
 * No other module looks at its own address: the build moves code between files.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Requires what this package depends on, whoever calls it. */
export const packageRequire = createRequire(import.meta.url);

const runsSources = fileURLToPath(import.meta.url).endsWith('.ts');

/** The folder of `package.json`, `configs/` and `docs/`. */
export const packageRoot = rootAbove(dirname(fileURLToPath(import.meta.url)));

/** Published configs, by their paths in the repository. */
export const publishedConfigs = join(packageRoot, 'configs');

/** Whether this is a clone, which has the sources. */
export const isClone = runsSources;

/** A file beside the library's code that is no module. @param path below `aligndet/`, such as `engine/tfjs.cjs`. */
export function libraryFile(path: string): string {
  return join(packageRoot, runsSources ? 'aligndet' : 'dist', path);
}

/** What a thread or a process is started with. */
export interface EntryFile {
  readonly file: string;
  /** The file as an address. */
  readonly url: string;
  /** Flags of Node: the loader of TypeScript where the sources run. */
  readonly execArgv: readonly string[];
}

/**
 * A module that a thread or a process of its own starts with; `ENTRIES` in `tools/build/javascript.ts` lists them all.
 *
 * @param path below `aligndet/`, without an extension.
 */
export function entryFile(path: string): EntryFile {
  const file = libraryFile(`${path}${runsSources ? '.ts' : '.js'}`);
  const execArgv = runsSources ? ['--import', pathToFileURL(packageRequire.resolve('tsx')).href] : [];
  return { file, url: pathToFileURL(file).href, execArgv };
}

/** Loads an entry in a thread that runs already. The loader of TypeScript follows `require` there, and no `import()`. */
export async function loadEntry(file: string): Promise<unknown> {
  return runsSources ? packageRequire(file) : import(pathToFileURL(file).href);
}

function rootAbove(folder: string): string {
  const above = dirname(folder);
  if (above === folder || existsSync(join(folder, 'package.json'))) return folder;
  return rootAbove(above);
}
