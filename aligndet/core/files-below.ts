/** @module Every file below a folder, as people see it: links are followed, what systems hide there is left out. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Hidden files and folders, what systems, archives and servers add, and packages of npm. */
const HIDDEN = /^(\.|(Thumbs|ehthumbs)\.db$|desktop\.ini$|__MACOSX$|@eaDir$|\$RECYCLE\.BIN$|node_modules$)/i;

export interface FilesBelow {
  /** Paths below the folder, with `/` between their parts, in the order of their names. */
  readonly paths: readonly string[];
  /** Number of hidden files and folders. */
  readonly numHidden: number;
  /** Number of links that lead to nothing. */
  readonly numBrokenLinks: number;
}

/**
 * Looks into each folder once, by whatever way it is reached first; links come last.
 *
 * @throws the error of the file system when `folder` cannot be listed.
 */
export async function filesBelow(folder: string): Promise<FilesBelow> {
  const paths: string[] = [];
  let [numHidden, numBrokenLinks] = [0, 0];
  const seen = new Set<string>();
  const links: string[] = [];
  const collect = async (below: string): Promise<void> => {
    const here = await realpath(join(folder, below));
    if (seen.has(here)) return;
    seen.add(here);
    for (const entry of await readdir(here, { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (HIDDEN.test(entry.name)) numHidden++;
      else if (entry.isFile()) paths.push(path);
      else if (entry.isDirectory()) await collect(path);
      else if (entry.isSymbolicLink()) links.push(path);
    }
  };
  await collect('');
  for (const link of links) {
    const target = await stat(join(folder, link)).catch(() => undefined);
    if (target === undefined) numBrokenLinks++;
    if (target?.isFile()) paths.push(link);
    if (target?.isDirectory()) await collect(link);
  }
  return { paths: paths.sort((a, b) => (a < b ? -1 : 1)), numHidden, numBrokenLinks };
}
