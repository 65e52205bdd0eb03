/** @module Which file an import of a package means, seen from the file that has the import. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { isFile } from './import-path.js';

export interface PackageEntry {
  readonly file: string;
  /** Whether the package builds on AlignDet, as its `package.json` says. */
  readonly usesAlignDet: boolean;
}

/** @returns nothing when no such package is installed. @throws {Error} when it has no such entry. */
export function packageEntry(specifier: string, importer: string): PackageEntry | undefined {
  const require = createRequire(importer);
  let file: string;
  try {
    file = require.resolve(specifier);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED' && code !== 'MODULE_NOT_FOUND') throw error;
    const found = esmEntry(specifier, importer);
    if (found === undefined && code === 'MODULE_NOT_FOUND') return undefined;
    if (found === undefined) throw error;
    file = found;
  }
  return { file, usesAlignDet: usesAlignDet(file) };
}

/** Entries for `import` alone are what `require.resolve` does not see. */
function esmEntry(specifier: string, importer: string): string | undefined {
  const [name, rest] = /^(@[^/]+\/[^/]+|[^/]+)(.*)$/.exec(specifier)?.slice(1) ?? [];
  if (name === undefined) return undefined;
  for (const folder of above(importer)) {
    const root = join(folder, 'node_modules', name);
    if (!isFile(join(root, 'package.json'))) continue;
    const { exports } = manifest(root);
    const own = typeof exports === 'object' && exports !== null && Object.hasOwn(exports, `.${rest}`);
    const target = chosen(own ? (exports as Record<string, unknown>)[`.${rest}`] : exports);
    return target === undefined ? undefined : join(root, target);
  }
  return undefined;
}

/** What an entry of `exports` comes to under the conditions of an import in Node. */
function chosen(entry: unknown): string | undefined {
  if (typeof entry === 'string') return entry;
  if (Array.isArray(entry)) return entry.map(chosen).find((target) => target !== undefined);
  if (typeof entry !== 'object' || entry === null) return undefined;
  for (const [condition, target] of Object.entries(entry)) {
    if (!['node', 'import', 'module-sync', 'default'].includes(condition)) continue;
    const found = chosen(target);
    if (found !== undefined) return found;
  }
  return undefined;
}

function usesAlignDet(file: string): boolean {
  const root = [...above(file)].find((folder) => isFile(join(folder, 'package.json')));
  if (root === undefined) return false;
  const { dependencies, peerDependencies } = manifest(root);
  return [dependencies, peerDependencies].some((names) => Object.hasOwn(names ?? {}, 'aligndet'));
}

function manifest(root: string): {
  exports?: unknown;
  dependencies?: object;
  peerDependencies?: object;
} {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

/** Folders from that of `file` up to the root. */
function* above(file: string): Generator<string> {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    yield folder;
    if (folder === dirname(folder)) return;
  }
}
