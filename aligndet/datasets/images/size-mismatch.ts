/**
 * @module The error that an image has another size than its annotation file says: boxes and masks would lie in the wrong
 * place. The reference goes on without a word; detectron2 stops as well.
 */
import { DataError } from '../../core/index.js';
import type { ImageId } from '../../structures/index.js';
import type { ImageHeader } from './image-header.js';
import type { ImageSize } from './stored-size.js';

/** Pixels by which two ways of rounding may differ. */
const ROUNDING_PX = 2;

/** What an annotation file says of an image. */
export interface SizeClaim {
  /** Path of the image. */
  readonly image: string;
  readonly id: ImageId;
  /** The annotation file, where it is known. */
  readonly file?: string;
  readonly written: ImageSize;
}

export class SizeMismatchError extends DataError {
  constructor(
    readonly claim: SizeClaim,
    readonly read: ImageSize,
    readonly header: ImageHeader | undefined,
    /** How many images are concerned, for a check of many. */
    extent = '',
  ) {
    const { image, id, file, written } = claim;
    super(
      `Image file ${image} is ${shown(read)} pixels (width x height), but ${file ?? 'its annotation file'} gives ` +
        `${shown(written)} for it (image id ${id}). ${extent}${likelyCause(written, read, header)}`,
    );
  }
}

/** Whether an image is as large as an annotation file says; tools that do not know its size write 0 x 0. */
export function isAsWritten(written: ImageSize, read: ImageSize): boolean {
  return isSameSize(written, read) || (written.width === 0 && written.height === 0);
}

function isSameSize(a: ImageSize, b: ImageSize): boolean {
  return a.width === b.width && a.height === b.height;
}

const shown = ({ width, height }: ImageSize): string => `${width} x ${height}`;

function likelyCause(written: ImageSize, read: ImageSize, header: ImageHeader | undefined): string {
  if (header !== undefined && !isSameSize(header.stored, header.turned)) {
    const { stored, turned, orientation } = header;
    if (isSameSize(written, stored) && isSameSize(read, turned)) {
      return (
        `Its EXIF orientation (${orientation}) turns it when it is read; the file gives the size before that. ` +
        "If the boxes fit the image that is not turned, set color_type: 'color_ignore_orientation' in LoadImageFromFile of " +
        'every pipeline; else correct width and height in the annotation file.'
      );
    }
    if (isSameSize(written, turned) && isSameSize(read, stored)) {
      return (
        `The file gives the size after its EXIF orientation (${orientation}) is applied, but color_type leaves that out. ` +
        "Set color_type: 'color' in LoadImageFromFile."
      );
    }
  }
  if (isSameSize(written, { width: read.height, height: read.width })) {
    return 'Width and height seem to be swapped: correct them in the annotation file.';
  }
  const differences = [written.width - read.width, written.height - read.height];
  if (differences.every((difference) => Math.abs(difference) <= ROUNDING_PX)) {
    return 'A resize of one of both was rounded in another way: correct width and height in the annotation file.';
  }
  const factor = written.width / read.width;
  if (Math.abs(written.height - factor * read.height) <= Math.max(1, factor)) {
    return (
      `One was scaled (by ${Number(factor.toFixed(3))}) and the other was not: use images and annotations of one size. ` +
      'Boxes and masks have to be scaled with width and height.'
    );
  }
  return 'Is it another image of the same name? Check img_prefix, and width and height in the annotation file.';
}
