/** @module Golden ops of dense heads: targets of anchors and points, proposals, detections. */
import { Random } from '../../../aligndet/core/index.js';
import { tidy } from '../../../aligndet/engine/index.js';
import {
  centerness,
  type DenseHead,
  DetrHead,
  detectQueries,
  FcosHead,
  type GroundTruth,
  isDetectingHead,
  type PriorGenerator,
  type PriorTargets,
  RetinaHead,
  RpnHead,
  type Size,
} from '../../../aligndet/models/index.js';
import { concatRows, type ImageMeta, takeRows } from '../../../aligndet/structures/index.js';
import { buildComponent, builtIn } from '../build-component.js';
import { type Finding, UnknownCase } from '../handler.js';
import { floatInput, floats, intInput, listInput } from './arrays.js';
import { compareOutputs } from './detection.js';
import { mapOf } from './maps.js';
import type { OpCase, OpHandler } from './op-handler.js';

type Outputs = Record<string, ArrayLike<number>>;

/** Runs `check` with the dense head of the case. */
function withHead(golden: OpCase, more: object, check: (head: DenseHead) => Finding[]): Finding[] {
  const config = golden.args.head as Record<string, unknown>;
  const head = buildComponent('dense_head', { ...config, ...more });
  try {
    return check(head);
  } finally {
    head.dispose();
  }
}

function groundTruthsOf(golden: OpCase): GroundTruth[] {
  const optional = <T>(name: string, read: (golden: OpCase, name: string) => T) =>
    golden.inputs.has(name) ? read(golden, name) : undefined;
  return listInput(golden, 'gt_bboxes').map((boxes, i) => ({
    bboxes: floats(boxes),
    labels: optional(`gt_labels.${i}`, intInput),
    ignored: optional(`gt_bboxes_ignore.${i}`, floatInput),
  }));
}

const anchorTargets: OpHandler = (golden) => {
  const { train_cfg, img_shapes, pad_shape, featmap_sizes } = golden.args as Record<string, never>;
  return withHead(golden, { train_cfg }, (head) => {
    if (!(head instanceof RpnHead || head instanceof RetinaHead))
      throw new UnknownCase('the head has no anchors');
    const metas = (img_shapes as number[][]).map(
      (img_shape) => ({ img_shape, pad_shape }) as unknown as ImageMeta,
    );
    const sizes = featmap_sizes as Size[];
    const targets = head.targets(sizes, groundTruthsOf(golden), metas, new Random(0));
    const atLeastOne = (part: 'positives' | 'negatives') =>
      targets.reduce((sum, target) => sum + Math.max(target[part].length, 1), 0);
    const outputs: Outputs = {
      num_total_pos: [atLeastOne('positives')],
      num_total_neg: [atLeastOne('negatives')],
    };
    const [generator] = builtIn<PriorGenerator>(head, 'anchor_generator');
    const numClasses = head instanceof RpnHead ? 1 : head.modules.numClasses;
    const { pos_weight: given = -1 } = train_cfg as { pos_weight?: number };
    const posWeight = given <= 0 ? 1 : given;
    let start = 0;
    generator.gridPriors(sizes).forEach((priors, level) => {
      const count = priors.length / 4;
      Object.assign(outputs, denseTargets(targets, { start, count, level, posWeight, numClasses }));
      start += count;
    });
    return compareOutputs(golden, outputs);
  });
};

interface Level {
  readonly level: number;
  /** Its first prior, and how many it has. */
  readonly start: number;
  readonly count: number;
  readonly posWeight: number;
  readonly numClasses: number;
}

/** The targets of one level with every prior, as the reference has them: `[B, n]` and `[B, n, 4]`. */
function denseTargets(
  targets: readonly PriorTargets[],
  { level, start, count, posWeight, numClasses }: Level,
): Outputs {
  const size = targets.length * count;
  const labels = new Int32Array(size).fill(numClasses);
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

const fcosTargets: OpHandler = (golden) =>
  withHead(golden, {}, (head) => {
    if (!(head instanceof FcosHead)) throw new UnknownCase('the head has no points');
    const targets = head.targets(golden.args.featmap_sizes as Size[], groundTruthsOf(golden));
    const outputs: Outputs = {};
    targets.forEach(({ labels, distances }, level) => {
      outputs[`labels.${level}`] = labels;
      outputs[`bbox_targets.${level}`] = distances;
    });
    const labels = targets.flatMap((ofLevel) => [...ofLevel.labels]);
    const positives = [...labels.keys()].filter((row) => labels[row] < head.numClasses);
    const distances = concatRows(targets.map((ofLevel) => ofLevel.distances));
    outputs.pos_inds = positives;
    outputs.centerness = centerness(takeRows(distances, positives));
    return compareOutputs(golden, outputs);
  });

const getBBoxes: OpHandler = (golden) => {
  const { test_cfg, img_shapes, scale_factors, rescale } = golden.args as Record<string, never>;
  return withHead(golden, { test_cfg }, (head) => {
    const metas = (img_shapes as number[][]).map(
      (img_shape, i) => ({ img_shape, scale_factor: scale_factors[i] }) as unknown as ImageMeta,
    );
    const found: Outputs = {};
    tidy(() => {
      const maps = (name: string) => listInput(golden, name).map(mapOf);
      const outputs = {
        clsScores: maps('cls_scores'),
        bboxPreds: maps('bbox_preds'),
        scoreFactors: golden.inputs.has('score_factors.0') ? maps('score_factors') : undefined,
      };
      if (head instanceof RpnHead) {
        head.proposals(outputs, metas).forEach((dets, image) => {
          found[`dets.${image}`] = dets;
        });
      } else if (isDetectingHead(head)) {
        head.detect(outputs, metas, { rescale: rescale === true }).forEach(({ dets, labels }, image) => {
          found[`dets.${image}`] = dets;
          found[`labels.${image}`] = labels;
        });
      } else throw new UnknownCase('the head does not detect');
    });
    return compareOutputs(golden, found);
  });
};

const detrGetBBoxes: OpHandler = (golden) => {
  const { head: config, test_cfg, img_shape, scale_factor, rescale } = golden.args as Record<string, never>;
  const head: unknown = buildComponent('dense_head', { ...(config as object), test_cfg });
  if (!(head instanceof DetrHead)) throw new UnknownCase('the head has no queries');
  const { maxPerImage, ...decoding } = head.modules;
  const predictions = { logits: floatInput(golden, 'cls_score'), boxes: floatInput(golden, 'bbox_pred') };
  const meta = { img_shape, scale_factor };
  const options = { rescale: rescale === true };
  const found = detectQueries(
    predictions,
    meta,
    { ...decoding, maxPerImage: maxPerImage ?? Infinity },
    options,
  );
  head.dispose();
  return compareOutputs(golden, found as unknown as Outputs);
};

export const denseHeadOps: Record<string, OpHandler> = {
  anchor_targets: anchorTargets,
  detr_get_bboxes: detrGetBBoxes,
  fcos_targets: fcosTargets,
  get_bboxes: getBBoxes,
};
