import { type ConfigOf, Registry } from '../../../core/index.js';
import { singleRoiExtractor } from './single-roi-extractor.js';

export type { RoiExtractor } from './roi-extractor.js';
export { buildSingleRoiExtractor, roiLevels, type SingleRoiOptions } from './single-roi-extractor.js';

/** All built-in RoI extractor. */
export const roiExtractors = [singleRoiExtractor] as const;

declare module '../../../core/registry.js' {
  interface SlotLists {
    roi_extractor: typeof roiExtractors;
  }
}

export type RoiExtractorConfig = ConfigOf<(typeof roiExtractors)[number]>;

export const roiExtractorRegistry = new Registry('roi_extractor', roiExtractors);
