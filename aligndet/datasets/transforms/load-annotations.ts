/** @module Loads boxes, labels, masks and label maps into the sample. */
import { z } from 'zod';
import { DataError, defineComponent } from '../../core/index.js';
import { need } from '../fields.js';
import { readImage } from '../images/decode.js';
import { imagePath } from '../images/image-path.js';
import { bitmapsOf, polygonsOf } from '../instance-masks.js';
import type { AnnotationInfo, PipelineSample, Transform } from '../sample.js';
import { fileClientOption } from './options.js';

const NAME = 'LoadAnnotations';

export const loadAnnotations = defineComponent({
  type: NAME,
  schema: z.strictObject({
    /** Whether to load boxes. */
    with_bbox: z.boolean().default(true),
    /** Whether to load labels. */
    with_label: z.boolean().default(true),
    /** Whether to load instance masks. */
    with_mask: z.boolean().default(false),
    /** Whether to load the label map. */
    with_seg: z.boolean().default(false),
    /** Whether polygons are converted to bitmaps. */
    poly2mask: z.boolean().default(true),
    /** Whether boxes are normalized by the size of the image. */
    denorm_bbox: z.boolean().default(false),
    /** File backend for label maps. */
    file_client_args: fileClientOption,
  }),
  build:
    (options): Transform =>
    async (sample) => {
      const annotations = need(sample, 'ann_info', NAME);
      let loaded = sample;
      if (options.with_bbox) loaded = withBoxes(loaded, annotations, options.denorm_bbox);
      if (options.with_label) loaded = { ...loaded, gt_labels: annotations.labels };
      if (options.with_mask) loaded = withMasks(loaded, annotations, options.poly2mask);
      return options.with_seg ? withSegmentation(loaded, annotations) : loaded;
    },
});

function withBoxes(sample: PipelineSample, annotations: AnnotationInfo, isRelative: boolean): PipelineSample {
  const { bboxes: boxes, bboxes_ignore: ignored } = annotations;
  return {
    ...sample,
    gt_bboxes: isRelative ? absoluteBoxes(boxes, need(sample, 'img_shape', NAME)) : boxes,
    ...(ignored !== undefined && { gt_bboxes_ignore: ignored }),
    bbox_fields: [
      ...(sample.bbox_fields ?? []),
      ...(ignored === undefined ? [] : ['gt_bboxes_ignore']),
      'gt_bboxes',
    ],
  };
}

function absoluteBoxes(boxes: Float32Array, [height, width]: readonly number[]): Float32Array {
  return boxes.map((value, i) => value * (i % 2 === 0 ? width : height));
}

function withMasks(sample: PipelineSample, { masks }: AnnotationInfo, toBitmaps: boolean): PipelineSample {
  const { height, width, filename } = need(sample, 'img_info', NAME);
  if (masks === undefined) {
    throw new DataError(
      `${NAME}: with_mask is set, but the annotations of ${filename} have no masks. Set with_mask to false.`,
    );
  }
  const missing = masks.indexOf(null);
  if (missing >= 0) {
    throw new DataError(
      `${NAME}: with_mask is set, but box ${missing} of ${filename} has no segmentation in the annotation file. ` +
        'Set with_mask to false, or remove such annotations.',
    );
  }
  const present = masks as Exclude<(typeof masks)[number], null>[];
  return {
    ...sample,
    gt_masks: toBitmaps ? bitmapsOf(present, height, width) : polygonsOf(present, height, width),
    mask_fields: [...(sample.mask_fields ?? []), 'gt_masks'],
  };
}

async function withSegmentation(
  sample: PipelineSample,
  { seg_map: file }: AnnotationInfo,
): Promise<PipelineSample> {
  if (file === undefined)
    throw new DataError(
      `${NAME}: with_seg is set, but the dataset has no label maps. Set seg_prefix, or with_seg to false.`,
    );
  const map = await readImage(imagePath(sample.seg_prefix, file), 'unchanged');
  return {
    ...sample,
    gt_semantic_seg: map,
    seg_fields: [...(sample.seg_fields ?? []), 'gt_semantic_seg'],
  };
}
