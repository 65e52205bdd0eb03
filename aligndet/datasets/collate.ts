/**
 * @module Collates samples into batches: images are placed in one array, padded at the right and bottom; everything
 * else stays a
 * list with one entry per image. Views give a list of batches.
 */
import { DataError } from '../core/index.js';
import {
  type Batch,
  type BitmapMasks,
  type ImageMeta,
  rasterizePolygons,
  type TrainingBatch,
} from '../structures/index.js';
import { writePixels } from './deferred-pixels.js';
import type { InstanceMasks } from './instance-masks.js';
import type { Pixels } from './pixels.js';
import type { PipelineSample } from './sample.js';

/** A batch with keys that only some detectors use. */
export interface CollatedBatch extends Batch {
  /** Per image `[N, 4]`. */
  readonly proposals?: Float32Array[];
}

/** @throws {DataError} when samples do not match, or have no image. */
export function collate(samples: readonly (PipelineSample | PipelineSample[])[]): TrainingBatch {
  const views = samples.filter((sample) => Array.isArray(sample));
  if (views.length === 0) return collateOne(samples as PipelineSample[]);
  const count = views[0].length;
  if (views.length < samples.length || views.some((list) => list.length !== count)) {
    throw new DataError('All samples of a batch must have the same number of views.');
  }
  return Array.from({ length: count }, (_, view) => collateOne(views.map((list) => list[view])));
}

function collateOne(samples: readonly PipelineSample[]): CollatedBatch {
  const images = samples.map(({ img, img_metas: meta }) => {
    if (img === undefined || meta === undefined) {
      throw new DataError('A sample has no image: the pipeline must end with Collect and keep "img".');
    }
    return img;
  });
  const { height, width } = largest(images);
  const { channels } = images[0];
  const maps = listOf<Pixels>(samples, 'gt_semantic_seg');
  const masks = listOf<InstanceMasks>(samples, 'gt_masks');
  return {
    img: stackImages(images, height, width, samples[0].containers?.img?.padding_value ?? 0),
    img_shape: [samples.length, height, width, channels],
    img_metas: samples.map(({ img_metas: meta }) => completeMeta(meta!, height, width)),
    ...lists(samples, ['gt_bboxes', 'gt_labels', 'gt_bboxes_ignore', 'proposals']),
    ...(masks !== undefined && { gt_masks: masks.map(toBitmaps) }),
    ...(maps !== undefined && stackMaps(maps, samples[0].containers?.gt_semantic_seg?.padding_value ?? 0)),
  };
}

/** `[B, H, W, C]`. */
function stackImages(images: readonly Pixels[], height: number, width: number, value: number): Float32Array {
  const { channels } = images[0];
  const size = height * width * channels;
  const batch = new Float32Array(images.length * size);
  if (value !== 0) batch.fill(value);
  images.forEach((image, i) => {
    if (image.channels !== channels)
      throw new DataError('All images of a batch must have the same number of channels.');
    writePixels(image, batch, i * size, width * channels);
  });
  return batch;
}

function stackMaps(maps: readonly Pixels[], value: number): Partial<CollatedBatch> {
  const { height, width } = largest(maps);
  const size = height * width;
  const isWide = maps.some(({ data }) => !(data instanceof Uint8Array));
  const batch = isWide ? new Int32Array(maps.length * size) : new Uint8Array(maps.length * size);
  batch.fill(value);
  maps.forEach((map, i) => {
    writePixels(map, batch, i * size, width);
  });
  return { gt_semantic_seg: batch, gt_semantic_seg_shape: [maps.length, height, width] };
}

function largest(images: readonly Pixels[]): { height: number; width: number } {
  return {
    height: Math.max(...images.map(({ height }) => height)),
    width: Math.max(...images.map(({ width }) => width)),
  };
}

function lists(samples: readonly PipelineSample[], keys: readonly string[]): Partial<CollatedBatch> {
  const found = keys.map((key) => [key, listOf(samples, key)] as const);
  return Object.fromEntries(found.filter(([, list]) => list !== undefined));
}

/** The values of a key, if the samples have it. */
function listOf<T>(samples: readonly PipelineSample[], key: string): T[] | undefined {
  return samples[0][key] === undefined ? undefined : samples.map((sample) => sample[key] as T);
}

/** Rasterized, as plain data that can be transferred to another thread. */
function toBitmaps(masks: InstanceMasks): BitmapMasks {
  if (masks.kind === 'polygon') return rasterizePolygons(masks);
  const { kind, data, count, height, width } = masks;
  return { kind, data, count, height, width };
}

function completeMeta(meta: ImageMeta, height: number, width: number): ImageMeta {
  const factor: unknown = meta.scale_factor;
  return {
    ...meta,
    ...(typeof factor === 'number' && { scale_factor: [factor, factor, factor, factor] }),
    batch_input_shape: [height, width],
  };
}
