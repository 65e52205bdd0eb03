/**
 * @module Simple Copy-Paste, https://arxiv.org/abs/2012.07177: pastes objects of another image of the same size into
 * this one; covered objects lose that part of their mask, and are dropped where little is left. Needs a
 * `MultiImageMixDataset`.
 */
import { z } from 'zod';
import { DataError, defineComponent, type RandomSource } from '../../core/index.js';
import {
  type BitmapMasks,
  bitmapAreas,
  bitmapBoxes,
  concatRows,
  mapBitmaps,
  planeOf,
  selectBitmaps,
  stackBitmaps,
  takeRows,
} from '../../structures/index.js';
import { need, selectLabels } from '../fields.js';
import type { Pixels } from '../pixels.js';
import type { MixSource, PipelineSample, Transform } from '../sample.js';

const NAME = 'CopyPaste';

const copyPasteSchema = z.strictObject({
  /** Exclusive max of the number of pasted objects. */
  max_num_pasted: z.int().positive().default(100),
  /** A covered object is kept when no edge of its box moved by more than this, in pixels. */
  bbox_occluded_thr: z.number().default(10),
  /** A covered object is kept when more than this many of its pixels are left. */
  mask_occluded_thr: z.number().default(300),
  /** Whether a random subset of objects is pasted; otherwise all. */
  selected: z.boolean().default(true),
});

export const copyPaste = defineComponent({
  type: NAME,
  schema: copyPasteSchema,
  build: (options): Transform => {
    const paste = (sample: PipelineSample, random: RandomSource): PipelineSample => {
      const sources = need(sample, 'mix_results', NAME);
      if (sources.length !== 1)
        throw new DataError(`${NAME} needs one other image, but got ${sources.length}.`);
      const source = instancesOf(sources[0]);
      const chosen = options.selected ? choose(source, options.max_num_pasted, random) : source;
      return chosen.masks.count === 0 ? sample : pasteOnto(sample, chosen, options);
    };
    return Object.assign(paste, {
      mixedIndices: ({ length }: MixSource, random: RandomSource) => [random.integer(0, length)],
    });
  },
});

/** An image and its objects. */
interface Instances {
  readonly image: Pixels;
  readonly boxes: Float32Array;
  readonly labels: Int32Array;
  readonly masks: BitmapMasks;
}

function instancesOf(sample: PipelineSample): Instances {
  const masks = need(sample, 'gt_masks', NAME);
  if (masks.kind !== 'bitmap') throw new DataError(`${NAME} needs bitmap masks: set poly2mask to true.`);
  return {
    image: need(sample, 'img', NAME),
    boxes: need(sample, 'gt_bboxes', NAME),
    labels: need(sample, 'gt_labels', NAME),
    masks,
  };
}

function choose(source: Instances, limit: number, random: RandomSource): Instances {
  const total = source.boxes.length / 4;
  const count = random.integer(0, Math.min(total + 1, limit));
  const chosen = random.permutation(total).slice(0, count);
  return {
    image: source.image,
    boxes: takeRows(source.boxes, chosen),
    labels: selectLabels(source.labels, chosen),
    masks: selectBitmaps(source.masks, chosen),
  };
}

function pasteOnto(
  sample: PipelineSample,
  source: Instances,
  { bbox_occluded_thr: boxLimit, mask_occluded_thr: maskLimit }: z.output<typeof copyPasteSchema>,
): PipelineSample {
  const target = instancesOf(sample);
  const { height, width } = target.masks;
  if (source.masks.height !== height || source.masks.width !== width) {
    throw new DataError(`${NAME}: both images must have the same size. Put Pad with a size before it.`);
  }
  const pasted = unionOf(source.masks);
  const left = mapBitmaps(target.masks, height, width, (plane) =>
    plane.map((value, i) => (pasted[i] === 0 ? value : 0)),
  );
  const boxes = bitmapBoxes(left);
  const areas = bitmapAreas(left);
  const kept = [...Array(left.count).keys()].filter(
    (i) => areas[i] > maskLimit || edgesStay(boxes, target.boxes, i, boxLimit),
  );
  const planes = [...kept.map((i) => planeOf(left, i)), ...planesOf(source.masks)];
  return {
    ...sample,
    img: blend(target.image, source.image, pasted),
    gt_bboxes: concatRows([takeRows(boxes, kept), source.boxes]),
    gt_labels: Int32Array.from([...selectLabels(target.labels, kept), ...source.labels]),
    gt_masks: stackBitmaps(planes, height, width),
  };
}

function planesOf(masks: BitmapMasks): Uint8Array[] {
  return Array.from({ length: masks.count }, (_, i) => planeOf(masks, i));
}

/** 1 where any mask is set, `[H, W]`. */
function unionOf(masks: BitmapMasks): Uint8Array {
  const union = new Uint8Array(masks.height * masks.width);
  for (const plane of planesOf(masks))
    for (let i = 0; i < plane.length; i++) if (plane[i] !== 0) union[i] = 1;
  return union;
}

function edgesStay(boxes: Float32Array, before: Float32Array, row: number, limit: number): boolean {
  return [0, 1, 2, 3].every(
    (coordinate) =>
      Math.abs(Math.fround(boxes[4 * row + coordinate] - before[4 * row + coordinate])) <= limit,
  );
}

/** Widens to more than 8 bits, as in the reference, where multiplying image and mask widens the integers. */
function blend(target: Pixels, source: Pixels, pasted: Uint8Array): Pixels {
  const { channels } = target;
  const data = target.data instanceof Float32Array ? target.data.slice() : Int32Array.from(target.data);
  for (let i = 0; i < pasted.length; i++) {
    if (pasted[i] === 0) continue;
    for (let c = i * channels; c < (i + 1) * channels; c++) data[c] = source.data[c];
  }
  return { ...target, data };
}
