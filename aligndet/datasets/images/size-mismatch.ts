/**
 * @module The error for an image whose size differs from its annotation file: boxes and masks would be in the wrong
 * position. The reference continues silently; detectron2 stops as well.
 */
import { DataError } from '../../core/index.js';
import type { ImageId } from '../../structures/index.js';
import type { ImageHeader } from './image-header.js';
import type { ImageSize } from './stored-size.js';

/** Tolerance for rounding, in pixels. */
const ROUNDING_PX = 2;

/** The entry of an image in an annotation file. */
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
    /** The number of affected images, for a check of many. */
    extent = '',
  ) {
    const { image, id, file, written } = claim;
    super(
      `Image file ${image} is ${shown(read)} pixels (width x height), but ${file ?? 'its annotation file'} gives ` +
        `${shown(written)} for it (image id ${id}). ${extent}${likelyCause(written, read, header)}`,
    );
  }
}

/** Whether an image has the size in the annotation file; tools write 0 x 0 for an unknown size. */
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
        `Its EXIF orientation (${orientation}) is applied when it is read; the annotation file gives the size before that. ` +
        "If the boxes match the image without orientation, set color_type: 'color_ignore_orientation' in LoadImageFromFile of " +
        'every pipeline; otherwise correct width and height in the annotation file.'
      );
    }
    if (isSameSize(written, turned) && isSameSize(read, stored)) {
      return (
        `The annotation file gives the size with EXIF orientation (${orientation}), but color_type ignores the orientation. ` +
        "Set color_type: 'color' in LoadImageFromFile."
      );
    }
  }
  if (isSameSize(written, { width: read.height, height: read.width })) {
    return 'Width and height seem to be swapped: correct them in the annotation file.';
  }
  const differences = [written.width - read.width, written.height - read.height];
  if (differences.every((difference) => Math.abs(difference) <= ROUNDING_PX)) {
    return 'The sizes were rounded differently: correct width and height in the annotation file.';
  }
  const factor = written.width / read.width;
  if (Math.abs(written.height - factor * read.height) <= Math.max(1, factor)) {
    return (
      `Only one of them was scaled (by ${Number(factor.toFixed(3))}): use images and annotations of the same scale. ` +
      'Scale boxes and masks together with width and height.'
    );
  }
  return 'It may be another image of the same name. Check img_prefix, and width and height in the annotation file.';
}
