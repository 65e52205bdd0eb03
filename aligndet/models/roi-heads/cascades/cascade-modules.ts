/** @module The modules of a cascade of heads. */
import type { InitCfg } from '../../../nn/index.js';
import type { BBoxHead } from '../bbox-heads/bbox-head.js';
import type { MaskHead } from '../mask-heads/mask-head.js';
import type { RoiTestConfig } from '../roi-config.js';
import type { RoiExtractor } from '../roi-extractors/roi-extractor.js';
import type { RoiTraining } from '../roi-training.js';
import type { SemanticBranch } from './semantic-branch.js';

export interface CascadeStage {
  readonly bboxExtractor: RoiExtractor;
  readonly bboxHead: BBoxHead;
  readonly maskExtractor: RoiExtractor;
  readonly maskHead?: MaskHead;
  /** Weight of the stage's losses. */
  readonly lossWeight: number;
  /** Absent if the head is not trained. */
  readonly training?: RoiTraining;
}

/** Information flow of Hybrid Task Cascade, https://arxiv.org/abs/1901.07518, section 3. */
export interface HybridFlow {
  /** Masks are trained on RoIs refined by the same stage's box head and sampled again. */
  readonly interleaves: boolean;
  /** The mask features of each stage are passed to the next. */
  readonly passesMaskFeatures: boolean;
  readonly semantic?: SemanticBranch;
}

export interface CascadeModules {
  /** Published name, for messages. */
  readonly name: string;
  readonly stages: readonly CascadeStage[];
  /** Absent in the plain cascade. */
  readonly hybrid?: HybridFlow;
  readonly testCfg?: RoiTestConfig;
  readonly initCfg: InitCfg | readonly InitCfg[] | null;
}
