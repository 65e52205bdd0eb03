import { Registry } from '../../../core/index.js';
import { contrastive } from './contrastive-loss.js';
import { negativeCosineSimilarity } from './negative-cosine-similarity-loss.js';

/** The losses of AlignDet's pre-training. */
export const selfSupLosses = [contrastive, negativeCosineSimilarity] as const;

declare module '../../../core/registry.js' {
  interface SlotLists {
    'loss:selfsup': typeof selfSupLosses;
  }
}

export const selfSupLossRegistry = new Registry('loss', selfSupLosses);
