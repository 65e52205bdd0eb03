import { type ConfigOf, Registry } from '../../core/index.js';
import { mobileNetV2 } from './mobilenet-v2.js';
import { regNet } from './regnet.js';
import { resNet } from './resnet.js';
import { resNeXt } from './resnext.js';
import { cbSwinTransformer } from './swin/cb-swin-transformer.js';
import { swinTransformer } from './swin/swin-transformer.js';
import { swinTransformerV1 } from './swin/swin-transformer-v1.js';

export type { Backbone } from './backbone.js';
export { MobileNetV2 } from './mobilenet-v2.js';
export { ResidualNetwork } from './residual-network.js';
export * from './swin/index.js';

/** All built-in backbone. A new one is a new file, its test, and a line here. */
export const backbones = [
  cbSwinTransformer,
  mobileNetV2,
  regNet,
  resNet,
  resNeXt,
  swinTransformer,
  swinTransformerV1,
] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    backbone: typeof backbones;
  }
}

export type BackboneConfig = ConfigOf<(typeof backbones)[number]>;

export const backboneRegistry = new Registry('backbone', backbones);
