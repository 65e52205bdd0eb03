/** @module Golden ops of heads: targets, proposals, detections, RoI features. */
import { Random } from '../../../core/index.js';
import { type Tensor4D, tensor4d, tidy, valueAndGrads } from '../../../engine/index.js';
import {
  type BBoxHead,
  maskTargets,
  multiclassNms,
  type PriorTargets,
  type RoiTestConfig,
  RpnHead,
  roiLevels,
  type SamplingResult,
  type Size,
  scoredBoxes,
} from '../../../models/index.js';
import { bitmapMasks, type ImageMeta } from '../../../structures/index.js';
import { buildPart } from '../build-part.js';
import { type Finding, UnknownCase } from '../handler.js';
import { floatInput, floats, input, intInput, listInput } from './arrays.js';
import { compareOutputs } from './detection.js';
import type { CaseArray, OpCase, OpHandler } from './op-handler.js';

type Outputs = Record<string, ArrayLike<number>>;

/** The dense head of a case; only those that propose regions are here yet. */
function rpnOf(golden: OpCase, more: object): RpnHead {
  const config = golden.args.head as Record<string, unknown>;
  const head = buildPart('dense_head', { ...config, ...more });
  if (head instanceof RpnHead) return head;
  throw new UnknownCase(`no targets of ${config.type} yet`);
}

const anchorTargets: OpHandler = (golden) => {
  const { train_cfg, img_shapes, pad_shape, featmap_sizes } = golden.args as Record<string, never>;
  const head = rpnOf(golden, { train_cfg });
  const truths = listInput(golden, 'gt_bboxes').map((boxes, i) => ({
    bboxes: floats(boxes),
    ignored: golden.inputs.has(`gt_bboxes_ignore.${i}`)
      ? floatInput(golden, `gt_bboxes_ignore.${i}`)
      : undefined,
  }));
  const metas = (img_shapes as number[][]).map(
    (img_shape) => ({ img_shape, pad_shape }) as unknown as ImageMeta,
  );
  const sizes = featmap_sizes as Size[];
  const targets = head.targets(sizes, truths, metas, new Random(0));
  const numPriors = head.parts.generator.gridPriors(sizes).map((priors) => priors.length / 4);
  const atLeastOne = (part: 'positives' | 'negatives') =>
    targets.reduce((sum, target) => sum + Math.max(target[part].length, 1), 0);
  const outputs: Outputs = {
    num_total_pos: [atLeastOne('positives')],
    num_total_neg: [atLeastOne('negatives')],
  };
  let start = 0;
  numPriors.forEach((count, level) => {
    Object.assign(outputs, denseTargets(targets, start, count, level, head.parts.training?.posWeight ?? 1));
    start += count;
  });
  head.dispose();
  return compareOutputs(golden, outputs);
};

/** The targets of one level with every prior, as the reference has them: `[B, n]` and `[B, n, 4]`. */
function denseTargets(
  targets: readonly PriorTargets[],
  start: number,
  count: number,
  level: number,
  posWeight: number,
): Outputs {
  const size = targets.length * count;
  const labels = new Int32Array(size).fill(1);
  const weights = new Float32Array(size);
  const boxTargets = new Float32Array(4 * size);
  const boxWeights = new Float32Array(4 * size);
  targets.forEach(({ positives, negatives, labels: own, boxTargets: boxes }, image) => {
    const rowOf = (prior: number) =>
      prior >= start && prior < start + count ? image * count + prior - start : undefined;
    positives.forEach((prior, i) => {
      const row = rowOf(prior);
      if (row === undefined) return;
      labels[row] = own[i];
      weights[row] = posWeight;
      boxTargets.set(boxes.subarray(4 * i, 4 * i + 4), 4 * row);
      boxWeights.fill(1, 4 * row, 4 * row + 4);
    });
    for (const prior of negatives) {
      const row = rowOf(prior);
      if (row !== undefined) weights[row] = 1;
    }
  });
  return {
    [`labels.${level}`]: labels,
    [`label_weights.${level}`]: weights,
    [`bbox_targets.${level}`]: boxTargets,
    [`bbox_weights.${level}`]: boxWeights,
  };
}

const getBBoxes: OpHandler = (golden) => {
  const { test_cfg, img_shapes, scale_factors } = golden.args as Record<string, never>;
  const head = rpnOf(golden, { test_cfg });
  const metas = (img_shapes as number[][]).map(
    (img_shape, i) => ({ img_shape, scale_factor: scale_factors[i] }) as unknown as ImageMeta,
  );
  const outputs: Outputs = {};
  tidy(() => {
    const clsScores = listInput(golden, 'cls_scores').map(mapOf);
    const bboxPreds = listInput(golden, 'bbox_preds').map(mapOf);
    head.proposals({ clsScores, bboxPreds }, metas).forEach((dets, image) => {
      outputs[`dets.${image}`] = dets;
    });
  });
  head.dispose();
  return compareOutputs(golden, outputs);
};

/** A map `[B, C, H, W]` as `[B, H, W, C]`. */
function mapOf({ data, shape }: CaseArray): Tensor4D {
  return tidy(() =>
    tensor4d(Float32Array.from(data), shape as [number, number, number, number]).transpose<Tensor4D>([
      0, 2, 3, 1,
    ]),
  );
}

const bboxHeadTargets: OpHandler = (golden) => {
  const head = buildPart('bbox_head', golden.args.head) as BBoxHead;
  const weight = (golden.args.rcnn as { pos_weight: number }).pos_weight;
  const samples = listInput(golden, 'pos_bboxes').map((positives, i) => {
    const numbers = (name: string) => floatInput(golden, `${name}.${i}`);
    const [posBoxes, negBoxes] = [floats(positives), numbers('neg_bboxes')];
    return {
      posInds: new Int32Array(posBoxes.length / 4),
      negInds: new Int32Array(negBoxes.length / 4),
      posBoxes,
      negBoxes,
      posGtBoxes: numbers('pos_gt_bboxes'),
      posGtLabels: intInput(golden, `pos_gt_labels.${i}`),
    } as unknown as SamplingResult;
  });
  const targets = head.targets(samples, weight <= 0 ? 1 : weight);
  head.dispose();
  return compareOutputs(golden, {
    labels: targets.labels,
    label_weights: targets.labelWeights,
    bbox_targets: targets.boxTargets,
    bbox_weights: targets.boxWeights,
  });
};

const bboxHeadGetBBoxes: OpHandler = (golden) => {
  const head = buildPart('bbox_head', golden.args.head) as BBoxHead;
  const { img_shape, scale_factor, rescale, cfg } = golden.args as Record<string, unknown>;
  const outputs = {
    rois: floatInput(golden, 'rois'),
    clsScore: floatInput(golden, 'cls_score'),
    bboxPred: floatInput(golden, 'bbox_pred'),
  };
  const meta = { img_shape, scale_factor } as ImageMeta;
  const { boxes, scores } = scoredBoxes(outputs, head.numClasses, head.coder, meta, rescale === true);
  head.dispose();
  if (cfg === null || cfg === undefined) return compareOutputs(golden, { dets: boxes, labels: scores });
  const { score_thr: scoreThr, nms, max_per_img: maxNum } = cfg as RoiTestConfig;
  const { dets, labels } = multiclassNms(boxes, scores, head.numClasses, { scoreThr, nms, maxNum });
  return compareOutputs(golden, { dets, labels });
};

const multiclass: OpHandler = (golden) => {
  const { score_thr, nms_cfg, max_num } = golden.args as Record<string, never>;
  const scores = input(golden, 'multi_scores');
  const { dets, labels, indices } = multiclassNms(
    floatInput(golden, 'multi_bboxes'),
    floats(scores),
    scores.shape[1] - 1,
    {
      scoreThr: score_thr,
      nms: nms_cfg,
      maxNum: max_num,
      scoreFactors: golden.inputs.has('score_factors') ? floatInput(golden, 'score_factors') : undefined,
    },
  );
  return compareOutputs(golden, { dets, labels, inds: indices });
};

const maskTarget: OpHandler = (golden) => {
  const { mask_size: size } = golden.args.cfg as { mask_size: number };
  const samples = listInput(golden, 'pos_proposals').map((boxes, i) => ({
    posBoxes: floats(boxes),
    posAssignedGtInds: intInput(golden, `inds.${i}`),
  }));
  const masks = listInput(golden, 'masks').map(({ data, shape: [, height, width] }) =>
    bitmapMasks(Uint8Array.from(data), height, width),
  );
  return compareOutputs(golden, { out: maskTargets(samples, masks, [size, size]) });
};

const singleRoiExtractor: OpHandler = (golden): Finding[] => {
  const config = { type: 'SingleRoIExtractor', ...(golden.args.extractor as Record<string, unknown>) };
  const extractor = buildPart('roi_extractor', config);
  const rois = floatInput(golden, 'rois');
  const factor = golden.args.roi_scale_factor as number | undefined;
  const outputs: Outputs = {
    levels: roiLevels(rois, extractor.numInputs, (config as { finest_scale?: number }).finest_scale ?? 56),
  };
  tidy(() => {
    const features = listInput(golden, 'feats').map(mapOf);
    const forward = (...maps: Tensor4D[]) => extractor.forward(maps, rois, factor);
    outputs.out = forward(...features)
      .transpose([0, 3, 1, 2])
      .dataSync();
    if (golden.diff.length === 0) return;
    const upstream = mapOf(input(golden, 'upstream'));
    const { grads } = valueAndGrads((...maps) =>
      forward(...(maps as Tensor4D[]))
        .mul(upstream)
        .sum(),
    )(features);
    grads.forEach((gradient, level) => {
      outputs[`grad.feats.${level}`] = gradient.transpose([0, 3, 1, 2]).dataSync();
    });
  });
  return compareOutputs(golden, outputs);
};

export const headOps: Record<string, OpHandler> = {
  anchor_targets: anchorTargets,
  get_bboxes: getBBoxes,
  bbox_head_targets: bboxHeadTargets,
  bbox_head_get_bboxes: bboxHeadGetBBoxes,
  multiclass_nms: multiclass,
  mask_target: maskTarget,
  single_roi_extractor: singleRoiExtractor,
};
