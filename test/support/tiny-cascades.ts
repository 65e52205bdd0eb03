/** @module Small cascades for tests: Cascade R-CNN, Hybrid Task Cascade, CBNetV2, and their pre-training. */
import type { Batch } from '../../aligndet/structures/index.js';
import { tinyBatch, tinyMaskRcnn, tinySelfSup } from './tiny-models.js';

const { roi_head: head, train_cfg: train, test_cfg, ...parts } = tinyMaskRcnn;

const stageOf = (threshold: number) => ({
  ...train.rcnn,
  assigner: {
    ...train.rcnn.assigner,
    pos_iou_thr: threshold,
    neg_iou_thr: threshold,
    min_pos_iou: threshold,
  },
});

const cascade = {
  ...parts,
  train_cfg: { ...train, rcnn: [stageOf(0.5), stageOf(0.6)] },
  test_cfg,
};

const stages = { num_stages: 2, stage_loss_weights: [1, 0.5] };

/** Config of a Cascade Mask R-CNN with few weights; each class has boxes of its own. */
export const tinyCascade = {
  ...cascade,
  type: 'CascadeRCNN',
  roi_head: { ...head, type: 'CascadeRoIHead', ...stages },
};

const agnosticHead = { ...head.bbox_head, reg_class_agnostic: true };
const htcMaskHead = { ...head.mask_head, type: 'HTCMaskHead' };

/** Config of a Hybrid Task Cascade with few weights, without classes of pixels. */
export const tinyHtc = {
  ...cascade,
  type: 'HybridTaskCascade',
  roi_head: {
    ...head,
    type: 'HybridTaskCascadeRoIHead',
    ...stages,
    bbox_head: agnosticHead,
    mask_head: [{ ...htcMaskHead, with_conv_res: false }, htcMaskHead],
  },
};

/** The same with classes of pixels. */
export const tinySemanticHtc = {
  ...tinyHtc,
  roi_head: {
    ...tinyHtc.roi_head,
    semantic_roi_extractor: { ...head.mask_roi_extractor, featmap_strides: [8] },
    semantic_head: {
      type: 'FusedSemanticHead',
      num_ins: 2,
      fusion_level: 1,
      num_convs: 1,
      in_channels: 8,
      conv_out_channels: 8,
      num_classes: 4,
    },
  },
};

const composite = {
  backbone: {
    type: 'CBSwinTransformer',
    embed_dim: 4,
    depths: [1, 1],
    num_heads: [1, 1],
    out_indices: [0, 1],
    window_size: 4,
    drop_path_rate: 0,
  },
  neck: { ...parts.neck, type: 'CBFPN' },
};

/** Config of a Hybrid Task Cascade behind two linked backbones, with few weights. */
export const tinyCbnet = { ...tinyHtc, type: 'CBNetHybridTaskCascade', ...composite };

const selfSupHead = {
  type: 'SelfSupHybridTaskCascadeRoIHead',
  ...stages,
  bbox_roi_extractor: head.bbox_roi_extractor,
  bbox_head: { ...tinySelfSup.backbone.roi_head.bbox_head, reg_class_agnostic: true },
};

/** Config of a self-supervised Hybrid Task Cascade with few weights. */
export const tinySelfSupHtc = {
  type: 'SelfSupDetector',
  backbone: { ...cascade, type: 'SelfSupHTC', roi_head: selfSupHead },
};

/** Config of a self-supervised CBNetV2 with few weights. */
export const tinySelfSupCbv2 = {
  type: 'SelfSupDetector',
  backbone: {
    ...cascade,
    ...composite,
    type: 'SelfSupCBv2',
    roi_head: { ...selfSupHead, type: 'SelfSupCBv2Head' },
  },
};

/** The tiny batch with the class of every pixel, at an eighth of the size; a few count for nothing. */
export function tinySemanticBatch(numBoxes?: readonly [number, number]): Batch {
  const labels = Uint8Array.from({ length: 2 * 6 * 8 }, (_, i) => (i % 7 === 0 ? 255 : i % 4));
  return { ...tinyBatch(numBoxes), gt_semantic_seg: labels, gt_semantic_seg_shape: [2, 6, 8] };
}
