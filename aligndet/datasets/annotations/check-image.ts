/** @module Validates one entry of `images`. */
import type { ImageId } from '../../structures/index.js';
import type { CocoRecord } from './coco-record.js';

export interface ImageValues {
  readonly id: ImageId;
  readonly fileName: string;
  readonly width: number;
  readonly height: number;
}

/** @throws {DataError} that names the image and the invalid value. */
export function imageOf(record: CocoRecord): ImageValues {
  return {
    id: record.imageId('id'),
    fileName: fileNameOf(record),
    ...sizeOf(record),
  };
}

function fileNameOf(record: CocoRecord): string {
  const name = record.string('file_name');
  if (name.trim() === '') throw record.wrong('file_name', 'a file name');
  return name;
}

/** Tools write 0 x 0 for an unknown size. */
function sizeOf(record: CocoRecord): Pick<ImageValues, 'width' | 'height'> {
  const [width, height] = [record.sizePx('width'), record.sizePx('height')];
  if ((width === 0) !== (height === 0)) {
    throw record.wrong(width === 0 ? 'width' : 'height', 'a whole number of pixels above 0');
  }
  return { width, height };
}
