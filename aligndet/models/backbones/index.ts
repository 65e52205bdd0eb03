import { type ConfigOf, Registry } from '../../core/index.js';
import { resNet } from './resnet.js';

export type { Backbone } from './backbone.js';
export { ResNet } from './resnet.js';

/** Every built-in backbone. A new one is a new file, its test, and a line here. */
export const backbones = [resNet] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    backbone: typeof backbones;
  }
}

export type BackboneConfig = ConfigOf<(typeof backbones)[number]>;

export const backboneRegistry = new Registry('backbone', backbones);
