/** @module Check for transforms that the reference supports only for samples of one image. */
import { DataError } from '../../core/index.js';
import type { PipelineSample } from '../sample.js';

/** @throws {DataError} when the sample has images other than `img`. */
export function onlyImage({ img_fields: fields = ['img'] }: PipelineSample, transform: string): void {
  if (fields.length === 1 && fields[0] === 'img') return;
  throw new DataError(
    `${transform} supports only "img", but the sample has the images ${fields.join(', ')}.`,
  );
}
