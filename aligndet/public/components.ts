/** @module `aligndet/components`: what a component of one's own is written with. */

export {
  ConvModule,
  interpolate,
  Module,
  maxPool2d,
  Parameter,
  PlainModuleList,
} from '../nn/index.js';
export { z } from 'zod';
export {
  type Component,
  type ComponentConfig,
  type ConfigOf,
  defineComponent,
  type SlotLists,
  type Slots,
  slot,
} from '../core/index.js';
