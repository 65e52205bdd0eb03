/** @module Components of AlignDet's pre-training that configs may name, but that this version cannot build. */
import { Registry } from '../../../core/index.js';
import { selfSupDetr } from './selfsup-detectors.js';
import {
  dissimilarCost,
  negativeCosineSimilarityCost,
  pseudoHungarianAssigner,
  selfSupDetrHead,
  selfSupHungarianAssigner,
  zeroCost,
} from './selfsup-heads.js';

export const declaredSelfSupDetectors = [selfSupDetr] as const;
export const declaredSelfSupDenseHeads = [selfSupDetrHead] as const;
export const declaredSelfSupAssigners = [pseudoHungarianAssigner, selfSupHungarianAssigner] as const;
export const declaredSelfSupCosts = [dissimilarCost, negativeCosineSimilarityCost, zeroCost] as const;

declare module '../../../core/registry.js' {
  interface SlotLists {
    'detector:selfsup-declared': typeof declaredSelfSupDetectors;
    'dense_head:selfsup-declared': typeof declaredSelfSupDenseHeads;
    'assigner:selfsup-declared': typeof declaredSelfSupAssigners;
    'match_cost:selfsup-declared': typeof declaredSelfSupCosts;
  }
}

export const declaredSelfSupRegistries: readonly Registry[] = [
  new Registry('detector', declaredSelfSupDetectors),
  new Registry('dense_head', declaredSelfSupDenseHeads),
  new Registry('assigner', declaredSelfSupAssigners),
  new Registry('match_cost', declaredSelfSupCosts),
];
