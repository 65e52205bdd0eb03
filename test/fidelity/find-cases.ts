/** @module Finds golden cases on disk. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { UsageError } from '../../aligndet/core/index.js';
import type { GoldenCase } from './handler.js';

/** Families by the name of their folder, as `goldens/FORMAT.md` lists them. */
export const families = [
  'checkpoint',
  'configs',
  'datasets',
  'evaluation',
  'models',
  'ops',
  'pipelines',
  'schedules',
  'state-dicts',
  'train',
] as const;

/** Every folder below `folder` that holds a `case.json`. */
export async function foldersWithCase(
  folder: string,
  family: string,
  root = dirname(folder),
): Promise<GoldenCase[]> {
  if (existsSync(join(folder, 'case.json'))) {
    return [{ name: relative(root, folder).split(sep).join('/'), family, path: folder }];
  }
  const found: GoldenCase[] = [];
  for (const entry of (await readdir(folder, { withFileTypes: true })).sort(byName)) {
    if (entry.isDirectory()) found.push(...(await foldersWithCase(join(folder, entry.name), family, root)));
  }
  return found;
}

/** The family folders to run: those in `folder`, or the one that `folder` is or lies in. */
export async function familyFolders(
  folder: string,
): Promise<{ family: string; folder: string; only?: string }[]> {
  const path = resolve(folder);
  if (!existsSync(path))
    throw new UsageError(`No such folder: ${folder}. Give the folder that holds the golden cases.`);
  const names = new Set<string>(families);
  for (let at = path; dirname(at) !== at; at = dirname(at)) {
    if (names.has(basename(at))) {
      return [{ family: basename(at), folder: at, ...(at !== path && { only: path }) }];
    }
  }
  const entries = (await readdir(path, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .sort(byName);
  if (entries.length === 0) throw new UsageError(`No golden cases below ${folder}: it has no folders.`);
  return entries.map(({ name }) => ({ family: name, folder: join(path, name) }));
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1;
}
