import { type ConfigOf, Registry } from '../../core/index.js';
import { crossEntropyLoss } from './cross-entropy-loss.js';
import { l1Loss, mseLoss, smoothL1Loss } from './distance-losses.js';

export type { Loss, LossOptions, Reduction } from './loss.js';

/** Every built-in loss. A new one is a new file, its test, and a line here. */
export const losses = [crossEntropyLoss, l1Loss, mseLoss, smoothL1Loss] as const;

/** What a `loss: { ... }` in a config may hold: follows from the schemas above. */
export type LossConfig = ConfigOf<(typeof losses)[number]>;

export const lossRegistry = new Registry('loss', losses);
