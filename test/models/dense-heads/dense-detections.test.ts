import { type Tensor4D, tensor4d, tidy } from '../../../aligndet/engine/index.js';
import {
  type DenseDecoding,
  detectDensely,
  detectDenselyInViews,
} from '../../../aligndet/models/dense-heads/dense-detections.js';
import {
  type ClassedBoxes,
  type DenseOutputs,
  distancePointCoder,
  pointGenerator,
} from '../../../aligndet/models/index.js';
import type { ImageMeta } from '../../../aligndet/structures/index.js';

const testCfg = {
  nms_pre: 1000,
  min_bbox_size: 0,
  score_thr: 0.3,
  nms: { type: 'nms', iou_threshold: 0.5 },
  max_per_img: 10,
} as DenseDecoding['testCfg'] & object;

const decoding: DenseDecoding = {
  generator: pointGenerator([10], 0.5),
  coder: distancePointCoder(true),
  numClasses: 2,
  usesSigmoid: true,
  testCfg,
};

const meta = {
  img_shape: [10, 30, 3],
  scale_factor: [2, 2, 2, 2],
  flip: false,
  flip_direction: null,
} as unknown as ImageMeta;

const logit = (probability: number) => Math.log(probability / (1 - probability));

/** One level of one row of three points at x = 5, 15, 25, each with a box of 6 x 6 pixels. @param scores `[3, 2]`. */
const row = (scores: readonly number[], factors?: readonly number[]): DenseOutputs => {
  const map = (values: readonly number[], width: number): Tensor4D => tensor4d([...values], [1, 1, 3, width]);
  return {
    clsScores: [map(scores.map(logit), 2)],
    bboxPreds: [map(new Array(12).fill(3), 4)],
    ...(factors && { scoreFactors: [map(factors.map(logit), 1)] }),
  };
};

const scores = [0.9, 0.2, 0.4, 0.6, 0.1, 0.8];

const detect = (outputs: () => DenseOutputs, change: object = {}, rescale = false): ClassedBoxes => {
  let found: ClassedBoxes[] = [];
  tidy(() => {
    found = detectDensely(
      outputs(),
      [meta],
      { ...decoding, testCfg: { ...testCfg, ...change } },
      { rescale },
    );
  });
  return found[0];
};

describe('detectDensely', () => {
  it('gives the boxes of scores above the threshold, best first, once for each class', () => {
    const { dets, labels } = detect(() => row(scores));
    expect([...labels]).toEqual([0, 1, 1, 0]);
    const p = (value: number) => expect.closeTo(value, 5);
    expect([...dets]).toEqual([
      ...[2, 2, 8, 8, p(0.9)],
      ...[22, 2, 28, 8, p(0.8)],
      ...[12, 2, 18, 8, p(0.6)],
      ...[12, 2, 18, 8, p(0.4)],
    ]);
  });

  it('gives boxes in pixels of the original image when asked to', () => {
    expect([...detect(() => row(scores), {}, true).dets.subarray(0, 4)]).toEqual([1, 1, 4, 4]);
  });

  it('multiplies with score factors after the threshold', () => {
    const { dets, labels } = detect(() => row(scores, [0.1, 0.5, 0.5]));
    expect([...labels]).toEqual([1, 1, 0, 0]);
    expect([dets[4], dets[19]]).toEqual([expect.closeTo(0.4, 5), expect.closeTo(0.09, 5)]);
  });

  it.each([
    ['the best few of a level', { nms_pre: 2 }, 2],
    ['all but the worst, for a negative number as the reference has it', { nms_pre: -1 }, 3],
    ['the best few of an image', { max_per_img: 1 }, 1],
    ['nothing', { score_thr: 0.95 }, 0],
  ])('keeps %s', (_case, change, count) => {
    const { dets, labels } = detect(() => row(scores), change);
    expect(labels).toHaveLength(count);
    expect(dets).toHaveLength(5 * count);
  });
});

describe('detectDenselyInViews', () => {
  const inViews = (views: () => DenseOutputs[], metas: ImageMeta[], rescale: boolean) => {
    let found: ClassedBoxes | undefined;
    tidy(() => {
      found = detectDenselyInViews(views(), metas, decoding, { rescale });
    });
    return found as ClassedBoxes;
  };
  const mirrored = { ...meta, flip: true, flip_direction: 'horizontal' } as ImageMeta;

  it('joins what a mirror image shows, and lets the better view win', () => {
    const flipped = [0.1, 0.7, 0.1, 0.1, 0.5, 0.1]; // its right is the left of the image
    const { dets, labels } = inViews(() => [row(scores), row(flipped)], [meta, mirrored], true);
    expect([...labels]).toEqual([0, 1, 1, 0]); // 0.7 and 0.5 overlap better boxes of their classes
    expect([...dets.subarray(0, 4)]).toEqual([1, 1, 4, 4]);
    expect(dets[9]).toBeCloseTo(0.8, 5);
  });

  it('gives input pixels of the first view when asked to', () => {
    expect([...inViews(() => [row(scores)], [meta], false).dets.subarray(0, 4)]).toEqual([2, 2, 8, 8]);
  });

  it('finds nothing where no view shows anything', () => {
    expect(inViews(() => [row(new Array(6).fill(0.1))], [meta], false).labels).toHaveLength(0);
  });
});
