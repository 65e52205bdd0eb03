/** @module Which file an import means. */
import { statSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publishedConfig } from './published-config.js';

/** Resolves an import by a relative or absolute path, a `file:` URL or the name of a published config; `undefined` for a package. */
export function importPath(specifier: string, file: string): string | undefined {
  if (specifier.startsWith('file:')) return fileURLToPath(specifier);
  return /^\.{1,2}(\/|$)/.test(specifier) || isAbsolute(specifier)
    ? resolve(dirname(file), specifier)
    : publishedConfig(specifier);
}

/** TypeScript lets an import of `x.ts` be written `x.js`. */
export function spellings(path: string): string[] {
  return [path, path.replace(/\.([mc]?)js$/, '.$1ts')];
}

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
