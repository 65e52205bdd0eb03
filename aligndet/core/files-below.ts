/** @module Lists every visible file below a folder: links are followed, hidden and system files are left out. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Hidden files and folders, files added by systems, archives and servers, and npm packages. */
const HIDDEN = /^(\.|(Thumbs|ehthumbs)\.db$|desktop\.ini$|__MACOSX$|@eaDir$|\$RECYCLE\.BIN$|node_modules$)/i;

export interface FilesBelow {
  /** Paths below the folder, with `/` as separator, sorted by name. */
  readonly paths: readonly string[];
  /** Number of hidden files and folders. */
  readonly numHidden: number;
  /** Number of dangling links. */
  readonly numBrokenLinks: number;
}

/**
 * Visits each folder once, by the path that reaches it first; links come last.
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
