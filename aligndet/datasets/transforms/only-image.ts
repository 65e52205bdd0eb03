/** @module Transforms that the reference has for samples of one image only. */
import { DataError } from '../../core/index.js';
import type { PipelineSample } from '../sample.js';

/** @throws {DataError} when the sample holds images besides `img`. */
export function onlyImage({ img_fields: fields = ['img'] }: PipelineSample, transform: string): void {
  if (fields.length === 1 && fields[0] === 'img') return;
  throw new DataError(
    `${transform} changes "img" alone, but the sample holds the images ${fields.join(', ')}.`,
  );
}
