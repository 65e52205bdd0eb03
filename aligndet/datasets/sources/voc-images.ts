/** @module Locates the images of a PASCAL VOC folder: mmdetection reads .jpg files; others are found by name. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { IMAGE_EXTENSIONS } from '../images/file-kind.js';

/** Finds the file of an image, below a root; folders are read once. */
export class VocImages {
  readonly #folders = new Map<string, ReadonlyMap<string, string>>();

  constructor(
    private readonly root: string,
    private readonly subfolder: string,
  ) {}

  /** @returns the path below the root: of the .jpg file, else of another image, else the missing .jpg. */
  pathOf(name: string): string {
    const usual = join(this.subfolder, `${name}.jpg`);
    const folder = dirname(usual);
    let files = this.#folders.get(folder);
    if (files === undefined) {
      files = imagesByStem(join(this.root, folder));
      this.#folders.set(folder, files);
    }
    return join(folder, files.get(basename(name)) ?? basename(usual));
  }
}

/** File names by their names without extension; of several, .jpg before the others. */
function imagesByStem(folder: string): Map<string, string> {
  const files = new Map<string, string>();
  if (!existsSync(folder)) return files;
  const rank = (name: string): number => IMAGE_EXTENSIONS.indexOf(extname(name).slice(1).toLowerCase());
  for (const name of readdirSync(folder)) {
    const stem = basename(name, extname(name));
    const other = files.get(stem);
    if (rank(name) < 0 || (other !== undefined && rank(other) <= rank(name) && !name.endsWith('.jpg')))
      continue;
    if (other?.endsWith('.jpg') !== true) files.set(stem, name);
  }
  return files;
}
