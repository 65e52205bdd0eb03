/** @module A folder given by the user: its images, its other files, and the error where there are no images. */
import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DataError, didYouMean, filesBelow, shellWord } from '../../core/index.js';
import { IMAGE_EXTENSIONS, imageKind } from './file-kind.js';

const ARCHIVE = /\.(zip|tar|t?gz|rar|7z)$/i;
const VIDEO = /\.(mp4|avi|mov|mkv|webm|m4v|mpe?g|wmv|flv)$/i;

export interface FolderFiles {
  /** Paths of all files below the folder, with `/` as separator; hidden ones are left out. */
  readonly paths: readonly string[];
  /** Those that are images. */
  readonly images: readonly string[];
  /** Counts of the other files by type, as text; empty when there is none. */
  readonly others: string;
}

/** @throws {DataError} when the path is not a readable folder. */
export async function imagesOfFolder(folder: string): Promise<FolderFiles> {
  const path = resolve(folder);
  if (!existsSync(path)) throw new DataError(`The folder ${path} does not exist.${similar(path)}`);
  if (!statSync(path).isDirectory()) throw new DataError(`${path} is a file, not a folder. ${meant(path)}`);
  const { paths, numHidden, numBrokenLinks } = await filesBelow(path).catch((cause: Error) => {
    throw new DataError(`The folder ${path} cannot be read: ${cause.message}.`, { cause });
  });
  const images: string[] = [];
  const counts = new Map<string, number>();
  if (numHidden > 0) counts.set('hidden', numHidden);
  if (numBrokenLinks > 0) counts.set('dangling symbolic links', numBrokenLinks);
  for (const file of paths) {
    const other = kindOfOther(path, file);
    if (other === undefined) images.push(file);
    else counts.set(other, (counts.get(other) ?? 0) + 1);
  }
  return { paths, images, others: [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ') };
}

/** Message on a folder without images. */
export function noImages(folder: string, { paths, others }: FolderFiles): DataError {
  const path = resolve(folder);
  const video = paths.find((file) => VIDEO.test(file));
  const archive = paths.find((file) => ARCHIVE.test(file));
  const remedy =
    video !== undefined
      ? ` ${framesOf(join(path, video), path)}`
      : archive !== undefined
        ? ` Unpack ${archive} first.`
        : '';
  return new DataError(
    `No images found in ${path} or its subfolders (supported: ${IMAGE_EXTENSIONS.map((one) => `.${one}`).join(', ')}). ` +
      `${others === '' ? 'It contains no files.' : `It contains ${others}.`}${remedy}`,
  );
}

/** The type of a file that is not an image, as text after a count; `undefined` for images. */
function kindOfOther(folder: string, file: string): string | undefined {
  const extension = /\.([^./]+)$/.exec(file)?.[1].toLowerCase();
  if (extension !== undefined && IMAGE_EXTENSIONS.includes(extension)) return undefined;
  if (extension !== undefined) return `.${extension}`;
  return isImage(join(folder, file)) ? undefined : 'without extension';
}

/** Whether its first bytes are those of an image. */
function isImage(path: string): boolean {
  try {
    const file = openSync(path, 'r');
    try {
      const head = Buffer.alloc(64);
      return imageKind(head.subarray(0, readSync(file, head, 0, head.length, 0))) !== undefined;
    } finally {
      closeSync(file);
    }
  } catch {
    return false; // no permission to read
  }
}

function similar(path: string): string {
  const parent = dirname(path);
  if (!existsSync(parent))
    return ` ${parent} does not exist either. Relative paths start from ${process.cwd()}.`;
  const names = readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  return didYouMean(basename(path), names);
}

function meant(path: string): string {
  if (ARCHIVE.test(path)) return 'Unpack it and give the folder.';
  if (VIDEO.test(path)) return framesOf(path, 'FOLDER');
  return `Give its folder: ${dirname(path)}`;
}

function framesOf(video: string, folder: string): string {
  return `Extract images from the video first: ffmpeg -i ${shellWord(video)} -vf fps=1 ${shellWord(join(folder, 'frame_%06d.jpg'))}`;
}
