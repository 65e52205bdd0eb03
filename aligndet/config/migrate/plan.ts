/** @module Plans a migration: the files to read and write, and the new paths of bases. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { ConfigError, publishedConfig } from '../../core/index.js';

export interface PlannedFile {
  readonly source: string;
  readonly target: string;
  /** The path of a base in the new file: the new base where there is one, else the old one. */
  readonly mapBase: (path: string) => string;
}

/**
 * @param input a config, or a folder of configs whose structure is kept.
 * @param from extension of the old files, such as `.py`.
 * @param to extension of the new ones.
 * @param out folder of the new files; beside the old ones when absent.
 * @throws {ConfigError} when there is nothing to migrate.
 */
export function planMigration(input: string, from: string, to: string, out?: string): PlannedFile[] {
  const root = resolve(input);
  const stats = statSync(root, { throwIfNoEntry: false });
  if (stats === undefined) throw new ConfigError(`${input} does not exist.`);
  if (!stats.isDirectory() && !root.endsWith(from)) {
    throw new ConfigError(`${input} is not a ${from} file.`);
  }
  const names = stats.isDirectory() ? configsIn(root, from) : [basename(root)];
  if (names.length === 0)
    throw new ConfigError(`${input}: expected a folder with ${from} files, but found none.`);
  const folder = stats.isDirectory() ? root : dirname(root);
  const targetFolder = out === undefined ? folder : resolve(out);
  const targets = new Map(
    names.map((name) => [join(folder, name), join(targetFolder, name.slice(0, -from.length) + to)] as const),
  );
  return [...targets].map(([source, target]) => ({
    source,
    target,
    mapBase: (path) => {
      if (publishedConfig(path) !== undefined) return path;
      const base = resolve(dirname(source), path);
      const mapped = relative(dirname(target), targets.get(base) ?? base).replaceAll('\\', '/');
      const isDotted = path.startsWith('./') && !mapped.startsWith('.');
      return isDotted ? `./${mapped}` : mapped;
    },
  }));
}

/** Configs below `folder`; modules without default export are left out. */
function configsIn(folder: string, extension: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension) && !/(^|[\\/])(node_modules|__init__\.py|\.)/.test(name))
    .filter(
      (name) => extension !== '.ts' || /\bexport default\b/.test(readFileSync(join(folder, name), 'utf8')),
    )
    .sort();
}
