/** @module Deprecated options of heads, and of their `train_cfg` and `test_cfg`. */
import { type ConfigValue, childOf, isObject } from '../../value.js';
import type { NewOptions, Rewrite } from './rewrite.js';

/** Objects that configure the selection of proposals. */
const PROPOSALS = /(^|\.)(test_cfg\.rpn|train_cfg\.rpn_proposal|rpn_head\.test_cfg)$/;
const SINCE = 'renamed to nms and max_per_img in mmdetection 2.11';

/** Classification losses over all anchors: these do without sampling. */
const WEIGH_ALL = ['FocalLoss', 'GHMC', 'QualityFocalLoss'];
/** Subclasses of mmdetection's `AnchorHead` that ignore the sampler with these losses. */
const SAMPLING_HEADS = ['AnchorHead', 'RPNHead', 'RetinaHead', 'RetinaSepBNHead'];

function unlessWeighed(sampler: ConfigValue, head: ConfigValue | undefined): NewOptions | undefined {
  const loss = childOf(childOf(head, 'loss_cls'), 'type');
  const isSampling = String(childOf(sampler, 'type')).split('.').at(-1) !== 'PseudoSampler';
  const isMeant = SAMPLING_HEADS.includes(String(childOf(head, 'type')));
  return isSampling && isMeant && WEIGH_ALL.includes(String(loss)) ? {} : undefined;
}

const noSampler = (key: string, head: string): Rewrite => ({
  in: /^model(\.|$)/,
  key,
  to: (sampler, holder) => unlessWeighed(sampler, holder[head]),
  why: 'ignored, as the loss of this head uses all anchors',
});

const semanticLoss = (key: string, option: string): Rewrite => ({
  in: ['FusedSemanticHead'],
  key,
  // the reference tests its truth value: 0 has no effect there
  to: (value, { loss_seg: loss }): NewOptions => {
    if (value === 0) return {};
    if (isObject(loss)) return { [`loss_seg.${option}`]: value };
    return { loss_seg: { type: 'CrossEntropyLoss', ignore_index: 255, loss_weight: 0.2, [option]: value } };
  },
  wins: true,
  why: 'moved into the loss; the old option wins where both are set',
});

export const headRewrites: readonly Rewrite[] = [
  {
    in: PROPOSALS,
    key: 'nms_across_levels',
    to: (isAcross): NewOptions | string =>
      isAcross === false
        ? {}
        : 'not supported: NMS runs per level, here and in mmdetection 2.25. Set it to false, or remove it.',
    why: 'without effect, as NMS always runs per level',
  },
  {
    in: PROPOSALS,
    key: 'nms_post',
    to: (limit, { max_num: other, max_per_img: now }): NewOptions | string => {
      if (now !== undefined && now !== null) return {};
      if (other === undefined || other === null) return { max_per_img: limit };
      if (other === limit) return {};
      return `is ${limit}, but max_num is ${other}: mmdetection up to 2.10 keeps nms_post proposals, later versions max_num. Replace both by max_per_img.`;
    },
    why: SINCE,
  },
  { in: PROPOSALS, key: 'max_num', to: (limit) => ({ max_per_img: limit }), why: SINCE },
  {
    in: PROPOSALS,
    key: 'nms_thr',
    to: (threshold, { nms }): NewOptions =>
      isObject(nms) ? { 'nms.iou_threshold': threshold } : { nms: { type: 'nms', iou_threshold: threshold } },
    why: SINCE,
  },
  {
    in: /(^|\.)nms$/,
    key: 'iou_thr',
    to: (threshold, { type = 'nms' }) =>
      type === 'nms' || type === 'soft_nms' ? { iou_threshold: threshold } : undefined,
    why: 'renamed in mmcv',
  },
  noSampler('train_cfg.sampler', 'bbox_head'),
  noSampler('train_cfg.rpn.sampler', 'rpn_head'),
  semanticLoss('ignore_label', 'ignore_index'),
  semanticLoss('loss_weight', 'loss_weight'),
];
