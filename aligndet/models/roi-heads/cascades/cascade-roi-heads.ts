/** @module The cascades available in configs. */
import { z } from 'zod';
import { type Builder, ConfigError, defineComponent, slot } from '../../../core/index.js';
import type { CascadeStage } from './cascade-modules.js';
import { buildStages, type CascadeRoiHeadOptions, cascadeRoiHeadOptions } from './cascade-options.js';
import { CascadeRoiHead } from './cascade-roi-head.js';
import type { SemanticBranch } from './semantic-branch.js';

export const cascadeRoiHead = defineComponent({
  type: 'CascadeRoIHead',
  schema: z.strictObject(cascadeRoiHeadOptions),
  build: (options, builder) =>
    new CascadeRoiHead({
      name: 'CascadeRoIHead',
      stages: buildStages(options, builder),
      testCfg: options.test_cfg ?? undefined,
      initCfg: options.init_cfg,
    }),
});

/** Options of mmdetection's `HybridTaskCascadeRoIHead`. */
export const htcRoiHeadOptions = {
  ...cascadeRoiHeadOptions,
  /** RoI extractor of the semantic features. */
  semantic_roi_extractor: slot('roi_extractor').nullable().default(null),
  /** Semantic segmentation head. */
  semantic_head: slot('semantic_head').nullable().default(null),
  /** Branches to which semantic features are added. */
  semantic_fusion: z.array(z.enum(['bbox', 'mask'])).default(['bbox', 'mask']),
  /** Masks are trained on the boxes of the same stage. */
  interleaved: z.boolean().default(true),
  /** Mask features of a stage are passed to the next. */
  mask_info_flow: z.boolean().default(true),
};

export type HtcRoiHeadOptions = CascadeRoiHeadOptions & z.output<z.ZodObject<typeof htcRoiHeadOptions>>;

export const hybridTaskCascadeRoiHead = defineComponent({
  type: 'HybridTaskCascadeRoIHead',
  schema: z.strictObject(htcRoiHeadOptions),
  build: (options, builder) => {
    const stages = buildStages(options, builder);
    const { interleaved: interleaves, mask_info_flow: passesMaskFeatures } = options;
    if (passesMaskFeatures) checkFlow(stages);
    return new CascadeRoiHead({
      name: 'HybridTaskCascadeRoIHead',
      stages,
      hybrid: { interleaves, passesMaskFeatures, semantic: semanticBranch(options, builder) },
      testCfg: options.test_cfg ?? undefined,
      initCfg: options.init_cfg,
    });
  },
});

function semanticBranch(options: HtcRoiHeadOptions, builder: Builder): SemanticBranch | undefined {
  const { semantic_head: head, semantic_roi_extractor: extractor, semantic_fusion: branches } = options;
  if (head === null) return undefined;
  if (extractor === null) {
    throw new ConfigError('semantic_roi_extractor: missing, but needed with a semantic_head.');
  }
  return {
    head: builder.build('semantic_head', head, 'semantic_head'),
    extractor: builder.build('roi_extractor', extractor, 'semantic_roi_extractor'),
    fusesInto: new Set(branches),
  };
}

/** @throws {ConfigError} if a mask head cannot use the features of the previous stage. */
function checkFlow(stages: readonly CascadeStage[]): void {
  const blocked = stages.findIndex(({ maskHead }, i) => i > 0 && maskHead?.takesPrevious === false);
  if (blocked < 0) return;
  throw new ConfigError(
    `mask_head.${blocked}: mask_info_flow needs an HTCMaskHead with with_conv_res in every stage but the first.`,
  );
}
