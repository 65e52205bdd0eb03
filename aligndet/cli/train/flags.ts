/** @module The flags of `aligndet train`, those of mmdetection's `tools/train.py`. */
import type { Overrides } from '../../config/index.js';
import type { MmdetFlags } from '../mmdet-flags.js';
import type { WeightFlags } from '../weight-flags.js';

export interface TrainFlags extends WeightFlags, MmdetFlags {
  readonly config: string;
  readonly 'work-dir'?: string;
  readonly 'resume-from'?: string;
  readonly 'auto-resume'?: boolean;
  readonly 'no-validate'?: boolean;
  readonly seed?: number;
  readonly 'cfg-options'?: readonly string[] | Overrides;
  readonly 'auto-scale-lr'?: boolean;
}
