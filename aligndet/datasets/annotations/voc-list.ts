/** @module Image lists of PASCAL VOC: one name without extension per line. */
import { existsSync } from 'node:fs';
import { DataError } from '../../core/index.js';
import { whyMissing } from '../images/missing-image.js';
import { readTextFile } from './text-file.js';

export interface ListedName {
  readonly name: string;
  /** 1-based. */
  readonly line: number;
}

/**
 * Byte order marks and CRLF are supported; blank lines are skipped.
 *
 * @throws {DataError} when the list does not exist or is not text.
 */
export function readVocList(path: string): ListedName[] {
  if (!existsSync(path))
    throw new DataError(`Image list ${path} does not exist. Check ann_file and data_root.`);
  const lines = readTextFile(path, 'Image list').split(/\r\n|\r|\n/);
  return lines.flatMap((text, i): ListedName[] => {
    const name = text.trim();
    return name === '' ? [] : [{ name, line: i + 1 }];
  });
}

/** The error for a listed image without an annotation file. */
export function notAnnotated(list: string, { name, line }: ListedName, path: string): DataError {
  const shown = JSON.stringify(name.slice(0, 100));
  return new DataError(
    `Annotation file ${path} does not exist, but line ${line} of the image list ${list} is ${shown}. ${reason(name, path)}`,
  );
}

function reason(name: string, path: string): string {
  const inClass = /^(\S+)\s+-?[01]$/.exec(name);
  if (inClass !== null) {
    return `This is the image list of one class. Use the list of all images, such as train.txt, with the line "${inClass[1]}".`;
  }
  const bare = name
    .slice(Math.max(name.lastIndexOf('\\'), name.lastIndexOf('/')) + 1)
    .replace(/\.\w{1,5}$/, '');
  if (name.includes('\\')) return `It is a Windows path. Expected only the name: "${bare}".`;
  if (bare !== name && /\.\w{1,5}$|\//.test(name)) {
    return `Expected only the name, without folder and extension: "${bare}".`;
  }
  if (/^[[{<]/.test(name)) return 'ann_file of VOCDataset must be a text file with one name per line.';
  return `${whyMissing(path)} Check ann_file, img_prefix and ann_subdir.`;
}
