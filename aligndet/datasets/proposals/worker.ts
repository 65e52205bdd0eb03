/** @module Processes one image; runs in worker threads or in place. */
import sharp from 'sharp';
import { DataError, Random } from '../../core/index.js';
import { readImage } from '../images/decode.js';
import { imagePath } from '../images/image-path.js';
import type { ImageProposals } from './journal.js';
import type { ProposalOptions } from './options.js';
import { proposeBoxes } from './propose.js';

export interface ImageTask {
  readonly folder: string;
  readonly fileName: string;
  readonly options: ProposalOptions;
}

/** Error classes are lost between threads; messages are kept. */
export type ImageOutcome = ImageProposals | { readonly fileName: string; readonly dataError: string };

sharp.concurrency(1); // the pool is the parallelism

export default async function proposeForFile({
  folder,
  fileName,
  options,
}: ImageTask): Promise<ImageOutcome> {
  try {
    const image = await readImage(imagePath(folder, fileName), 'color', 'rgb');
    const random = Random.derive(options.seed, hash(fileName));
    const boxes = await proposeBoxes(image, options, random);
    return { fileName, width: image.width, height: image.height, boxes };
  } catch (error) {
    if (error instanceof DataError) return { fileName, dataError: error.message };
    throw error;
  }
}

/** FNV-1a: random draws depend on the image's name, not on the list or the worker. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
