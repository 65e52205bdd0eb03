import { type ConfigOf, Registry } from '../../core/index.js';
import { cbFpn } from './cb-fpn.js';
import { fpn } from './fpn.js';
import { pafpn } from './pafpn.js';

export { CbFpn } from './cb-fpn.js';
export { FPN } from './fpn.js';
export { type CompositeNeck, isCompositeNeck, type Neck } from './neck.js';
export { PAFPN } from './pafpn.js';

/** All built-in neck. */
export const necks = [cbFpn, fpn, pafpn] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    neck: typeof necks;
  }
}

export type NeckConfig = ConfigOf<(typeof necks)[number]>;

export const neckRegistry = new Registry('neck', necks);
