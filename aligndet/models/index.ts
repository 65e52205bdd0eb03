import type { Registry } from '../core/index.js';
import { roiLayerRegistry } from '../nn/index.js';
import { assignerRegistry, iouCalculatorRegistry } from './assigners/index.js';
import { backboneRegistry } from './backbones/index.js';
import { bboxCoderRegistry } from './coders/index.js';
import { declaredModelRegistries } from './declared/index.js';
import { denseHeadRegistry } from './dense-heads/index.js';
import { detectorRegistry } from './detectors/index.js';
import { lossRegistry } from './losses/index.js';
import { matchCostRegistry } from './match-costs/index.js';
import { neckRegistry } from './necks/index.js';
import { positionalEncodingRegistry } from './positional-encodings/index.js';
import { priorGeneratorRegistry } from './priors/index.js';
import {
  bboxHeadRegistry,
  maskHeadRegistry,
  roiExtractorRegistry,
  roiHeadRegistry,
  semanticHeadRegistry,
} from './roi-heads/index.js';
import { samplerRegistry } from './samplers/index.js';
import { selfSupRegistries } from './selfsup/index.js';
import { transformerRegistries } from './transformers/index.js';

export * from './assigners/index.js';
export * from './backbones/index.js';
export * from './coders/index.js';
export * from './dense-heads/index.js';
export * from './detectors/index.js';
export { DrawingModule } from './drawing-module.js';
export * from './losses/index.js';
export * from './match-costs/index.js';
export * from './necks/index.js';
export * from './positional-encodings/index.js';
export {
  type ClassedBoxes,
  type MulticlassNmsOptions,
  multiclassNms,
} from './post-processing/multiclass-nms.js';
export * from './priors/index.js';
export * from './roi-heads/index.js';
export * from './samplers/index.js';
export * from './selfsup/index.js';
export * from './transformers/index.js';

/** The registries of all components of a model. */
export const modelRegistries: readonly Registry[] = [
  detectorRegistry,
  backboneRegistry,
  neckRegistry,
  denseHeadRegistry,
  roiHeadRegistry,
  roiExtractorRegistry,
  roiLayerRegistry,
  bboxHeadRegistry,
  maskHeadRegistry,
  semanticHeadRegistry,
  lossRegistry,
  priorGeneratorRegistry,
  bboxCoderRegistry,
  iouCalculatorRegistry,
  assignerRegistry,
  matchCostRegistry,
  samplerRegistry,
  positionalEncodingRegistry,
  ...transformerRegistries,
  ...selfSupRegistries,
  ...declaredModelRegistries,
];
