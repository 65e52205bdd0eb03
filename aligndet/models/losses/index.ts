import { type ConfigOf, Registry } from '../../core/index.js';
import { crossEntropy } from './cross-entropy-loss.js';
import { dice } from './dice-loss.js';
import { focal } from './focal-loss.js';
import { boundedIouLoss, ciou, diou, giou, iou } from './iou-losses.js';
import { distributionFocal, gaussianFocal, qualityFocal, varifocal } from './quality-losses.js';
import { balancedL1, l1, mse, smoothL1 } from './regression-losses.js';

export type { Loss, LossOptions, Reduction } from './loss.js';
export { lossOptions, type Reducing, reduced } from './reduce.js';

/** All built-in loss. A new one is a new file, its test, and a line here. */
export const losses = [
  balancedL1,
  boundedIouLoss,
  ciou,
  crossEntropy,
  dice,
  diou,
  distributionFocal,
  focal,
  gaussianFocal,
  giou,
  iou,
  l1,
  mse,
  qualityFocal,
  smoothL1,
  varifocal,
] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    loss: typeof losses;
  }
}

/** The losses available in a config's `loss: { ... }`. */
export type LossConfig = ConfigOf<(typeof losses)[number]>;

export const lossRegistry = new Registry('loss', losses);
