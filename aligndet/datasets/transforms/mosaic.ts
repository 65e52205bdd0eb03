/**
 * @module Combines four images around a drawn center: YOLOv4, https://arxiv.org/abs/2004.10934, figure 3. Needs a
 * `MultiImageMixDataset`.
 */
import { z } from 'zod';
import { DataError, defineComponent, type RandomSource } from '../../core/index.js';
import { concatRows } from '../../structures/index.js';
import { imageOf, need } from '../fields.js';
import { emptyLike, publishedShape } from '../pixels.js';
import type { MixSource, PipelineSample, Transform } from '../sample.js';
import {
  boxesToMix,
  clipBoxes,
  insideBoxes,
  type LabelledBoxes,
  noIgnored,
  selectBoxes,
} from './mixed-boxes.js';
import { fraction, integerPair, pair } from './options.js';
import { pasteInto } from './paste-into.js';
import { resizePixels } from './resize.js';

const NAME = 'Mosaic';

const mosaicSchema = z.strictObject({
  /** `[height, width]` of one of the four tiles, in pixels; the result is twice as high and wide. */
  img_scale: integerPair.default([640, 640]),
  /** Range of the center, as a multiple of a tile's size. */
  center_ratio_range: pair.default([0.5, 1.5]),
  /** Min width and height of a box, in pixels; smaller ones are dropped if `skip_filter` is false. */
  min_bbox_size: z.number().default(0),
  /** Whether boxes are clipped to the result. */
  bbox_clip_border: z.boolean().default(true),
  /** Whether to skip the filter by `min_bbox_size`. */
  skip_filter: z.boolean().default(true),
  /** Padding value of pixels outside the images. */
  pad_val: z.number().default(114),
  /** Probability. */
  prob: fraction.default(1),
});

type MosaicOptions = z.output<typeof mosaicSchema>;

export const mosaic = defineComponent({
  type: NAME,
  schema: mosaicSchema,
  build: (options): Transform => {
    const transform = (sample: PipelineSample, random: RandomSource): PipelineSample =>
      random.uniform(0, 1) > options.prob ? sample : joinFour(sample, options, random);
    return Object.assign(transform, {
      mixedIndices: ({ length }: MixSource, random: RandomSource) =>
        Array.from({ length: 3 }, () => random.integer(0, length)),
    });
  },
});

function joinFour(sample: PipelineSample, options: MosaicOptions, random: RandomSource): PipelineSample {
  const others = need(sample, 'mix_results', NAME);
  if (others.length !== 3) throw new DataError(`${NAME} needs three other images, but got ${others.length}.`);
  const [tileHeight, tileWidth] = options.img_scale;
  const [height, width] = [2 * tileHeight, 2 * tileWidth];
  const centerX = Math.trunc(random.uniform(...options.center_ratio_range) * tileWidth);
  const centerY = Math.trunc(random.uniform(...options.center_ratio_range) * tileHeight);
  const { data: like, channels, axes } = imageOf(sample, NAME);
  const data = emptyLike(like, height * width * channels).fill(options.pad_val);
  const canvas = { data, height, width, channels, axes };
  const parts = [sample, ...others].map((part, at): LabelledBoxes => {
    const { boxes, labels } = boxesToMix(part, NAME);
    const image = imageOf(part, NAME);
    const ratio = Math.min(tileHeight / image.height, tileWidth / image.width);
    const size = [Math.trunc(image.height * ratio), Math.trunc(image.width * ratio)] as const;
    const tile = resizePixels(image, ...size, 'bilinear');
    const left = at % 2 === 0 ? centerX - tile.width : centerX;
    const top = at < 2 ? centerY - tile.height : centerY;
    pasteInto(canvas, tile, left, top);
    const factor = Math.fround(ratio);
    return { boxes: boxes.map((v, i) => Math.fround(factor * v) + (i % 2 === 0 ? left : top)), labels };
  });
  const boxes = concatRows(parts.map((part) => part.boxes));
  const all: LabelledBoxes = {
    boxes: options.bbox_clip_border ? clipBoxes(boxes, height, width) : boxes,
    labels: Int32Array.from(parts.flatMap(({ labels }) => [...labels])),
  };
  const large = options.skip_filter ? all : largeBoxes(all, options.min_bbox_size);
  const kept = insideBoxes(large, height, width);
  return {
    ...sample,
    ...noIgnored(sample),
    img: canvas,
    img_shape: publishedShape(canvas),
    gt_bboxes: kept.boxes,
    gt_labels: kept.labels,
  };
}

function largeBoxes(instances: LabelledBoxes, minSize: number): LabelledBoxes {
  return selectBoxes(instances, (row) => {
    const [x1, y1, x2, y2] = instances.boxes.subarray(4 * row, 4 * row + 4);
    return x2 - x1 > minSize && y2 - y1 > minSize;
  });
}
