/** @module Builds the modules of a two-stage detector from its options. */
import { type Builder, ConfigError } from '../../core/index.js';
import type { InitCfg } from '../../nn/index.js';
import type { Backbone } from '../backbones/index.js';
import type { ProposalConfig } from '../dense-heads/dense-config.js';
import type { DenseHead, ProposalHead } from '../dense-heads/dense-head.js';
import type { Neck } from '../necks/index.js';
import type { CascadeOptions } from './cascade-config.js';
import type { TwoStageOptions } from './two-stage-config.js';

/** The modules before the second stage. */
export interface FirstStage {
  readonly backbone: Backbone;
  readonly neck?: Neck;
  readonly rpnHead: ProposalHead;
  /** Selection of proposals for training. */
  readonly trainProposals?: ProposalConfig;
  readonly initCfg: InitCfg | readonly InitCfg[] | null;
}

export function buildFirstStage(options: TwoStageOptions | CascadeOptions, builder: Builder): FirstStage {
  const { train_cfg: train, test_cfg: test, pretrained } = options;
  const rpn = { ...options.rpn_head, train_cfg: train?.rpn ?? null, test_cfg: test.rpn };
  const rpnHead = builder.build('dense_head', rpn, 'rpn_head');
  if (!isProposalHead(rpnHead)) {
    throw new ConfigError(
      `rpn_head: ${options.rpn_head.type} returns detections, not proposals for a second stage. Use RPNHead.`,
    );
  }
  const backbone = pretrained === null ? options.backbone : { ...options.backbone, pretrained };
  return {
    backbone: builder.build('backbone', backbone, 'backbone'),
    neck: options.neck === null ? undefined : builder.build('neck', options.neck, 'neck'),
    rpnHead,
    trainProposals: train?.rpn_proposal ?? test.rpn,
    initCfg: options.init_cfg,
  };
}

/** `roi_head` with the `train_cfg` and `test_cfg` of the detector. */
export function roiHeadConfig({
  roi_head: head,
  train_cfg: train,
  test_cfg: test,
}: TwoStageOptions | CascadeOptions) {
  return { ...head, train_cfg: train?.rcnn ?? null, test_cfg: test.rcnn };
}

function isProposalHead(head: DenseHead): head is ProposalHead {
  return 'proposals' in head;
}
