/**
 * @module The formatting steps at the end of a pipeline: they mark arrays for collation and add missing meta keys.
 *
 * The reference transposes images to `[C, H, W]` here. Here they stay `[H, W, C]` in memory, and only `axes` changes,
 * because
 * published keys (`pad_shape`, `img_norm_cfg`) take their defaults from the shape at that step.
 */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { rowsOf, withAxes } from '../deferred-pixels.js';
import { need } from '../fields.js';
import { type Pixels, publishedShape } from '../pixels.js';
import type { Container, PipelineSample, Transform } from '../sample.js';
import { padValueOption } from './options.js';

const formatOptions = {
  /** Whether 8-bit images are converted to float32. */
  img_to_float: z.boolean().default(true),
  /** Padding values of a batch. */
  pad_val: padValueOption.default({ img: 0, masks: 0, seg: 255 }),
};
const formatSchema = z.strictObject(formatOptions);
type FormatOptions = z.output<typeof formatSchema>;

/** The keys that are not stacked: one array per image. */
const LISTED_KEYS = ['proposals', 'gt_bboxes', 'gt_bboxes_ignore', 'gt_labels'];

export const defaultFormatBundle = defineComponent({
  type: 'DefaultFormatBundle',
  schema: formatSchema,
  build:
    (options): Transform =>
    (sample) => {
      if (sample.img === undefined) return bundle(sample, options);
      const { img } = sample;
      const isConverted = options.img_to_float && rowsOf(img)?.isBytes;
      const formatted = isConverted ? { ...img, data: Float32Array.from(img.data) } : img;
      return bundle({ ...withMetaDefaults(sample, img), img: withAxes(formatted, 'CHW') }, options);
    },
});

/**
 * AlignDet's variant for images that are tensors already: defaults are taken from `[C, H, W]`, with the reference's
 * quirks.
 */
export const selfSupFormatBundle = defineComponent({
  type: 'SelfSupFormatBundle',
  schema: formatSchema,
  build:
    (options): Transform =>
    (sample) =>
      bundle(sample.img === undefined ? sample : withMetaDefaults(sample, sample.img), options),
});

const tensorOptions = z.strictObject({
  /** Images to mark as tensors. */
  keys: z.array(z.string()),
});

export const imageToTensor = defineComponent({
  type: 'ImageToTensor',
  schema: tensorOptions,
  build: ({ keys }) => markAsTensors(keys),
});

/** AlignDet's alias of the same step. */
export const imgToTensor = defineComponent({
  type: 'ImgToTensor',
  schema: tensorOptions,
  build: ({ keys }) => markAsTensors(keys),
});

function markAsTensors(keys: readonly string[]): Transform {
  return (sample) => {
    const changed: PipelineSample = { ...sample };
    for (const key of keys) changed[key] = withAxes(need(sample, key, 'ImageToTensor') as Pixels, 'CHW');
    return changed;
  };
}

function withMetaDefaults(sample: PipelineSample, img: Pixels): PipelineSample {
  const shape = publishedShape(img);
  const numChannels = shape.length < 3 ? 1 : shape[2];
  return {
    pad_shape: shape,
    scale_factor: 1,
    img_norm_cfg: { mean: Array(numChannels).fill(0), std: Array(numChannels).fill(1), to_rgb: false },
    ...sample,
  };
}

function bundle(sample: PipelineSample, { pad_val: values }: FormatOptions): PipelineSample {
  const changed: PipelineSample = { ...sample };
  const containers: Record<string, Container> = { ...sample.containers };
  if (sample.img !== undefined) {
    containers.img = container({ stack: true, padding_value: firstOf(values.img) });
  }
  for (const key of LISTED_KEYS) if (sample[key] !== undefined) containers[key] = container({});
  if (sample.gt_masks !== undefined) {
    containers.gt_masks = container({ cpu_only: true, padding_value: values.masks });
  }
  if (sample.gt_semantic_seg !== undefined) {
    changed.gt_semantic_seg = withAxes(sample.gt_semantic_seg, '1HW');
    containers.gt_semantic_seg = container({ stack: true, padding_value: values.seg });
  }
  return { ...changed, containers };
}

function firstOf(value: number | number[]): number {
  return typeof value === 'number' ? value : value[0];
}

export function container(given: Partial<Container>): Container {
  return { stack: false, cpu_only: false, padding_value: 0, pad_dims: 2, ...given };
}
