/** @module Golden ops of second stages: targets, detections, RoI features. */
import { type Tensor4D, tidy, valueAndGrads } from '../../../aligndet/engine/index.js';
import {
  type BBoxHead,
  maskTargets,
  multiclassNms,
  type RoiTestConfig,
  roiLevels,
  type SamplingResult,
  scoredBoxes,
} from '../../../aligndet/models/index.js';
import { bitmapMasks, type ImageMeta, withoutImage } from '../../../aligndet/structures/index.js';
import { buildComponent } from '../build-component.js';
import type { Finding } from '../handler.js';
import { floatInput, floats, input, intInput, listInput } from './arrays.js';
import { compareOutputs } from './detection.js';
import { mapOf } from './maps.js';
import type { OpHandler } from './op-handler.js';

type Outputs = Record<string, ArrayLike<number>>;

const bboxHeadTargets: OpHandler = (golden) => {
  const head = buildComponent('bbox_head', golden.args.head) as BBoxHead;
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
  const head = buildComponent('bbox_head', golden.args.head) as BBoxHead;
  const { img_shape, scale_factor, rescale, cfg } = golden.args as Record<string, unknown>;
  const outputs = {
    rois: withoutImage(floatInput(golden, 'rois')),
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
  const extractor = buildComponent('roi_extractor', config);
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
  bbox_head_targets: bboxHeadTargets,
  bbox_head_get_bboxes: bboxHeadGetBBoxes,
  multiclass_nms: multiclass,
  mask_target: maskTarget,
  single_roi_extractor: singleRoiExtractor,
};
