/**
 * @module Configs and modules that were compiled before, in the user's cache folder: most starts need no compiler
 * then.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../cache-folder.js';

/** Cache version: changes when the same source would compile to other code. */
const VERSION = 2;

/** The code of `source`: from the cache, else by `compile`. A cache that cannot be read or written is no error. */
export async function cachedCode(
  file: string,
  source: string,
  compile: () => Promise<string>,
): Promise<string> {
  const key = createHash('sha256').update(`${VERSION}\0${file}\0${source}`).digest('hex');
  const folder = join(cacheFolder(), 'configs');
  const path = join(folder, `${key}.cjs`);
  const known = await readFile(path, 'utf8').catch(() => undefined);
  if (known !== undefined) return known;
  const code = await compile();
  const temporary = join(folder, `.${key}.${process.pid}.tmp`);
  await mkdir(folder, { recursive: true })
    .then(() => writeFile(temporary, code))
    .then(() => rename(temporary, path))
    .catch(() => undefined);
  return code;
}
