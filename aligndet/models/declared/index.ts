/**
 * @module Components of models that configs may name and are validated against, but that this version cannot build. To
 * implement one, move it to the folder of its slot, with a `build`.
 */
import { Registry } from '../../core/index.js';
import { pyramidVisionTransformer, pyramidVisionTransformerV2 } from './pyramid-vision-transformer.js';

export const declaredBackbones = [pyramidVisionTransformer, pyramidVisionTransformerV2] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    'backbone:declared': typeof declaredBackbones;
  }
}

export const declaredModelRegistries: readonly Registry[] = [new Registry('backbone', declaredBackbones)];
