/**
 * @module Components of models that configs may name and are checked against, but that this version cannot build.
 * Building one moves it to the folder of its slot, with a `build`.
 */
import { Registry } from '../../core/index.js';
import { detr } from './detr.js';
import { detrHead } from './detr-head.js';
import { pyramidVisionTransformer, pyramidVisionTransformerV2 } from './pyramid-vision-transformer.js';

export const declaredDetectors = [detr] as const;
export const declaredBackbones = [pyramidVisionTransformer, pyramidVisionTransformerV2] as const;
export const declaredDenseHeads = [detrHead] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    'detector:declared': typeof declaredDetectors;
    'backbone:declared': typeof declaredBackbones;
    'dense_head:declared': typeof declaredDenseHeads;
  }
}

export const declaredModelRegistries: readonly Registry[] = [
  new Registry('detector', declaredDetectors),
  new Registry('backbone', declaredBackbones),
  new Registry('dense_head', declaredDenseHeads),
];
