/**
 * @module Generates a detection data set of any size from real handwritten digits, with boxes and masks, as COCO
 * files.
 *
 * `<out>/<split>/000001.jpg ...`, `<out>/annotations/instances_train.json`, `instances_val.json` and
 * `image_info_unlabeled.json`.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import {
  DataError,
  jsonObjectChunks,
  type Logger,
  makeFolder,
  type Progress,
  type ProgressTask,
  Random,
  silentLogger,
  silentProgress,
  writeAtomically,
  writeError,
} from '../../core/index.js';
import { annotationOf, type DigitAnnotation } from './digit-annotation.js';
import { DIGIT_LICENSES, DigitPool } from './digits.js';
import { SPLITS, type Split, type SynthOptions } from './options.js';
import { composeScene } from './scene.js';

export interface SynthRun {
  /** Output folder. */
  readonly out: string;
  readonly options: SynthOptions;
  /** Replace the images of an earlier set; without it a folder with images is an error. */
  readonly overwrite?: boolean;
  readonly progress?: Progress;
  readonly logger?: Logger;
}

/** Paths of a split. */
export interface WrittenSynth {
  readonly split: Split;
  readonly images: string;
  readonly annotations: string;
  readonly numImages: number;
  readonly numDigits: number;
}

/** File names of the images. */
const IMAGE_NAME = /^\d{6}\.(jpg|png)$/;

const JPEG_QUALITY = 92;

/**
 * Writes the splits with images, in the order of {@link SPLITS}.
 *
 * @throws {DataError} when the folder contains images already, or cannot be written.
 */
export async function synthesize(run: SynthRun): Promise<WrittenSynth[]> {
  const { out, options, overwrite = false, progress = silentProgress, logger = silentLogger } = run;
  const splits = SPLITS.filter((split) => options[split] > 0);
  if (splits.length === 0)
    throw new DataError('The set has no images: train, val or unlabeled must be above 0.');
  for (const split of splits) clear(join(out, split), overwrite);
  const total = splits.reduce((sum, split) => sum + options[split], 0);
  const task = progress.start('Composing scenes', total, 'images');
  const written: WrittenSynth[] = [];
  try {
    let done = 0;
    for (const split of splits) {
      written.push(await writeSplit(out, split, options, task, done));
      done += options[split];
    }
  } finally {
    task.finish();
  }
  for (const { split, numImages, numDigits } of written)
    logger.info(`${split}: ${numImages} images, ${numDigits} digits`);
  return written;
}

function clear(folder: string, overwrite: boolean): void {
  try {
    const images = existsSync(folder) ? readdirSync(folder).filter((name) => IMAGE_NAME.test(name)) : [];
    if (images.length > 0 && !overwrite) {
      throw new DataError(
        `${folder} already contains ${images.length} images. Choose another folder, or replace them with --overwrite.`,
      );
    }
    for (const name of images) rmSync(join(folder, name));
    makeFolder(folder);
  } catch (cause) {
    throw writeError(folder, cause);
  }
}

async function writeSplit(
  out: string,
  split: Split,
  options: SynthOptions,
  task: ProgressTask,
  doneBefore: number,
): Promise<WrittenSynth> {
  const { sizePx, classes, format, seed } = options;
  const folder = join(out, split);
  const pool = new DigitPool(split, classes);
  const images: object[] = [];
  const annotations: DigitAnnotation[] = [];
  let encoded = Promise.resolve();
  for (let index = 0; index < options[split]; index++) {
    const random = Random.derive(seed, SPLITS.indexOf(split), index);
    const scene = composeScene(options, pool, random);
    const fileName = `${String(index + 1).padStart(6, '0')}.${format}`;
    images.push({ id: index + 1, file_name: fileName, width: sizePx, height: sizePx, license: 1 });
    for (const { digit, mask } of scene.digits) {
      const [id, category] = [annotations.length + 1, classes.indexOf(digit) + 1];
      annotations.push(annotationOf(id, index + 1, category, mask, sizePx));
    }
    await encoded; // the previous one was encoded while this one was composed
    encoded = encode(scene.rgb, sizePx, format, join(folder, fileName));
    task.update(doneBefore + index + 1, split);
  }
  await encoded;
  const isLabeled = split !== 'unlabeled';
  const path = join(out, 'annotations', `${isLabeled ? 'instances' : 'image_info'}_${split}.json`);
  const file = {
    info: { description: 'Scenes composed of MNIST digits', split, options },
    licenses: DIGIT_LICENSES,
    images,
    ...(isLabeled && { annotations }),
    categories: classes.map((digit, i) => ({ id: i + 1, name: String(digit), supercategory: 'digit' })),
  };
  writeAtomically(path, jsonObjectChunks(file));
  return {
    split,
    images: folder,
    annotations: path,
    numImages: images.length,
    numDigits: annotations.length,
  };
}

async function encode(
  rgb: Uint8Array,
  size: number,
  format: SynthOptions['format'],
  path: string,
): Promise<void> {
  const image = sharp(rgb, { raw: { width: size, height: size, channels: 3 } });
  try {
    await (format === 'jpg'
      ? image.jpeg({ quality: JPEG_QUALITY })
      : image.png({ compressionLevel: 3 })
    ).toFile(path);
  } catch (cause) {
    throw new DataError(`${path} cannot be written: ${(cause as Error).message}.`, { cause });
  }
}
