/** @module The values of one entry of `images`, checked. */
import type { ImageId } from '../../structures/index.js';
import type { CocoRecord } from './coco-record.js';

export interface ImageValues {
  readonly id: ImageId;
  readonly fileName: string;
  readonly width: number;
  readonly height: number;
}

/** @throws {DataError} that names the image and the value that is wrong. */
export function imageOf(record: CocoRecord): ImageValues {
  return {
    id: record.imageId('id'),
    fileName: record.string('file_name'),
    width: record.number('width'),
    height: record.number('height'),
  };
}
