/** @module Reads and replaces the keys of a sample that its `*_fields` lists name. */
import { DataError } from '../core/index.js';
import { takeRows } from '../structures/index.js';
import { type InstanceMasks, selectMasks } from './instance-masks.js';
import type { Pixels } from './pixels.js';
import type { PipelineSample } from './sample.js';

/** Key of the labels for a key of boxes. */
export const labelKeys: Readonly<Record<string, string>> = {
  gt_bboxes: 'gt_labels',
  gt_bboxes_ignore: 'gt_labels_ignore',
};

/** Key of the masks for a key of boxes. */
export const maskKeys: Readonly<Record<string, string>> = {
  gt_bboxes: 'gt_masks',
  gt_bboxes_ignore: 'gt_masks_ignore',
};

/** The sample with every image replaced; without `img_fields` that is `img`. */
export function mapImages(sample: PipelineSample, change: (image: Pixels) => Pixels): PipelineSample {
  return mapFields(sample, sample.img_fields ?? ['img'], change);
}

/** The sample with all its boxes `[N, 4]` replaced. */
export function mapBoxes(
  sample: PipelineSample,
  change: (boxes: Float32Array) => Float32Array,
): PipelineSample {
  return mapFields(sample, sample.bbox_fields ?? [], change);
}

export function mapMasks(
  sample: PipelineSample,
  change: (masks: InstanceMasks) => InstanceMasks,
): PipelineSample {
  return mapFields(sample, sample.mask_fields ?? [], change);
}

/** The sample with all its label maps replaced. */
export function mapSegs(sample: PipelineSample, change: (map: Pixels) => Pixels): PipelineSample {
  return mapFields(sample, sample.seg_fields ?? [], change);
}

function mapFields<T>(
  sample: PipelineSample,
  keys: readonly string[],
  change: (value: T) => T,
): PipelineSample {
  const changed: PipelineSample = { ...sample };
  for (const key of keys) {
    const value = sample[key];
    if (value !== null && value !== undefined) changed[key] = change(value as T);
  }
  return changed;
}

/** `sample.img`, or an error that names the transform that needs it. */
export function imageOf(sample: PipelineSample, transform: string): Pixels {
  return need(sample, 'img', transform) as Pixels;
}

/** `sample[key]`, or an error that names the transform that needs it, and the file. */
export function need<K extends string>(
  sample: PipelineSample,
  key: K,
  transform: string,
): NonNullable<PipelineSample[K]> {
  const value = sample[key];
  if (value === undefined || value === null) {
    throw new DataError(
      `${transform} needs "${key}"${fileOf(sample)}, but no earlier transform has set it. ` +
        `Set so far: ${Object.keys(sample).join(', ')}.`,
    );
  }
  return value as NonNullable<PipelineSample[K]>;
}

/** ` of <file>`, if the sample has its file name. */
function fileOf(sample: PipelineSample): string {
  const name = sample.filename ?? sample.img_info?.filename ?? sample.img_metas?.filename;
  return name === undefined ? '' : ` of ${name}`;
}

export function selectLabels(labels: Int32Array, indices: readonly number[]): Int32Array {
  return Int32Array.from(indices, (i) => labels[i]);
}

/**
 * Selects rows `indices` of the boxes of `key`, with their labels and masks.
 *
 * @returns the changed keys only.
 */
export function selectInstances(
  sample: PipelineSample,
  key: string,
  boxes: Float32Array,
  indices: readonly number[],
): PipelineSample {
  const changed: PipelineSample = { [key]: takeRows(boxes, indices) };
  const labels = sample[labelKeys[key]] as Int32Array | undefined;
  if (labels !== undefined) changed[labelKeys[key]] = selectLabels(labels, indices);
  const masks = sample[maskKeys[key]] as InstanceMasks | undefined;
  if (masks !== undefined) changed[maskKeys[key]] = selectMasks(masks, indices);
  return changed;
}
