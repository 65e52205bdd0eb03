/** @module The two-stage detectors available in configs; they differ only in their heads. */
import { z } from 'zod';
import { type Builder, defineComponent } from '../../core/index.js';
import { type CascadeOptions, cascadeOptions } from './cascade-config.js';
import { type TwoStageOptions, twoStageOptions } from './two-stage-config.js';
import { TwoStageDetector } from './two-stage-detector.js';
import { buildFirstStage, roiHeadConfig } from './two-stage-modules.js';

function build(name: string) {
  return (options: TwoStageOptions | CascadeOptions, builder: Builder) =>
    new TwoStageDetector({
      name,
      ...buildFirstStage(options, builder),
      roiHead: builder.build('roi_head', roiHeadConfig(options), 'roi_head'),
      testProposals: options.test_cfg.rpn,
    });
}

export const fasterRcnn = defineComponent({
  type: 'FasterRCNN',
  schema: z.strictObject(twoStageOptions),
  build: build('FasterRCNN'),
});

export const maskRcnn = defineComponent({
  type: 'MaskRCNN',
  schema: z.strictObject(twoStageOptions),
  build: build('MaskRCNN'),
});

export const cascadeRcnn = defineComponent({
  type: 'CascadeRCNN',
  schema: z.strictObject(cascadeOptions),
  build: build('CascadeRCNN'),
});

export const hybridTaskCascade = defineComponent({
  type: 'HybridTaskCascade',
  schema: z.strictObject(cascadeOptions),
  build: build('HybridTaskCascade'),
});

/** With a composite backbone and a neck that returns a pyramid for each: CBNetV2, https://arxiv.org/abs/2107.00420. */
export const cbnetHybridTaskCascade = defineComponent({
  type: 'CBNetHybridTaskCascade',
  schema: z.strictObject(cascadeOptions),
  build: build('CBNetHybridTaskCascade'),
});
