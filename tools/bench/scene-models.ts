/** @module The detectors that whole iterations are timed with: the published models, as torchvision builds them. */
import { resolve } from 'node:path';
import { builtinBuilder } from '../../aligndet/builtins.js';
import { applyOverrides, loadConfig } from '../../aligndet/config/index.js';
import { type ComponentConfig, Random, silentLogger } from '../../aligndet/core/index.js';
import type { TrainableDetector } from '../../aligndet/models/index.js';
import type { TrainableModel } from '../../aligndet/runner/index.js';

const models = resolve(import.meta.dirname, '../../configs/_base_/models');

const frozenNorm = { type: 'BN', requires_grad: false };

/** What torchvision's Mask R-CNN does otherwise than AlignDet's: two linear layers, fixed norms, two samples a bin. */
const asInTorchvision = {
  'model.backbone.norm_cfg': frozenNorm,
  'model.backbone.zero_init_residual': false,
  'model.backbone.init_cfg': null,
  'model.roi_head.bbox_head.type': 'Shared2FCBBoxHead',
  'model.roi_head.bbox_roi_extractor.roi_layer.sampling_ratio': 2,
  'model.roi_head.mask_roi_extractor.roi_layer.sampling_ratio': 2,
};

/** Mask R-CNN, ResNet-50 with FPN. */
export function maskRcnn(): Promise<TrainableDetector> {
  return build('mask_rcnn_r50_fpn.ts', asInTorchvision);
}

/** AlignDet's pre-training of it: two branches behind a frozen backbone. */
export function pretraining(): Promise<TrainableDetector> {
  return build('selfsup_mask_rcnn_r50_fpn.ts', {
    'model.backbone.backbone.init_cfg': null,
    'model.backbone.backbone.zero_init_residual': false,
    'model.backbone.roi_head.bbox_roi_extractor.roi_layer.sampling_ratio': 2,
  });
}

async function build(file: string, overrides: Record<string, unknown>): Promise<TrainableDetector> {
  const { config } = await loadConfig(resolve(models, file));
  const { model: options } = applyOverrides(config, new Map(Object.entries(overrides)) as never);
  const model = builtinBuilder().build('detector', options as ComponentConfig, 'model');
  const random = new Random(0);
  model.random = new Random(1);
  model.resetParameters(random);
  model.initWeights({ random, logger: silentLogger, loadPretrained: () => {} });
  return model;
}

/** Two classes that all regions get, of which one is the background: every region is a detection, as likely as not. */
export function detectEverything(model: TrainableModel, fraction = 0.3): void {
  const parameters = new Map(model.namedParameters());
  const bias = parameters.get('roi_head.bbox_head.fc_cls.bias');
  if (bias === undefined) throw new Error('The detector has no fc_cls to bias.');
  const background = bias.size - 1;
  const logits = new Float32Array(bias.size).fill(-10);
  logits[0] = Math.log(fraction);
  logits[background] = Math.log(1 - fraction);
  bias.assign(logits);
}
