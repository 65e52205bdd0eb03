/**
 * @module Configs that others import have the types that they are written with: checked by `npm run types`, which fails
 * where a line marked `@ts-expect-error` has no error.
 */
import { defineConfig } from '../../aligndet/index.js';

const base = defineConfig({
  _base_: '../_base_/models/retinanet_r50_fpn.ts',
  model: { backbone: { depth: 50 }, neck: { num_outs: 5 } },
  lr_config: { step: [8, 11] },
  img_scale: [1333, 800],
});

export const depth: 50 = base.model.backbone.depth;
export const steps: readonly [8, 11] = base.lr_config.step;
export const scale: readonly [1333, 800] = base.img_scale;

// @ts-expect-error not written there
export const stages = base.model.backbone.num_stages;
// @ts-expect-error misspelt
export const neck = base.model.nek;

export const child = defineConfig({
  _base_: base,
  model: { neck: { num_outs: base.model.neck.num_outs } },
});
