/** @module Old options of heads, and of how they are trained and tested. */
import { type ConfigValue, childOf, isObject } from '../../value.js';
import type { NewOptions, Rewrite } from './rewrite.js';

/** Where proposals are chosen. */
const PROPOSALS = /(^|\.)(test_cfg\.rpn|train_cfg\.rpn_proposal|rpn_head\.test_cfg)$/;
const SINCE = 'mmdetection chooses proposals by nms and max_per_img since 2.11';

/** Classification losses that weigh all anchors: sampling is for the others. */
const WEIGH_ALL = ['FocalLoss', 'GHMC', 'QualityFocalLoss'];
/** Heads of mmdetection's `AnchorHead` that leave out the sampler for these losses. */
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
  why: 'a head whose loss weighs all anchors samples none',
});

const semanticLoss = (key: string, option: string): Rewrite => ({
  in: ['FusedSemanticHead'],
  key,
  // the reference asks whether it is true: 0 says nothing there
  to: (value, { loss_seg: loss }): NewOptions => {
    if (value === 0) return {};
    if (isObject(loss)) return { [`loss_seg.${option}`]: value };
    return { loss_seg: { type: 'CrossEntropyLoss', ignore_index: 255, loss_weight: 0.2, [option]: value } };
  },
  wins: true,
  why: 'the loss has it, and the old one counts where both are given',
});

export const headRewrites: readonly Rewrite[] = [
  {
    in: PROPOSALS,
    key: 'nms_across_levels',
    to: (isAcross): NewOptions | string =>
      isAcross === false
        ? {}
        : 'boxes of different levels do not remove each other, here and in mmdetection 2.25. Set it to false, or take it out.',
    why: 'boxes of different levels never remove each other',
  },
  {
    in: PROPOSALS,
    key: 'nms_post',
    to: (limit, { max_num: other, max_per_img: now }): NewOptions | string => {
      if (now !== undefined && now !== null) return {};
      if (other === undefined || other === null) return { max_per_img: limit };
      if (other === limit) return {};
      return `says ${limit} and max_num ${other}: mmdetection up to 2.10 keeps nms_post proposals, later versions max_num. Write max_per_img for both.`;
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
    why: 'mmcv calls it so now',
  },
  noSampler('train_cfg.sampler', 'bbox_head'),
  noSampler('train_cfg.rpn.sampler', 'rpn_head'),
  semanticLoss('ignore_label', 'ignore_index'),
  semanticLoss('loss_weight', 'loss_weight'),
];
