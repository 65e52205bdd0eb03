import { type ConfigOf, Registry } from '../../core/index.js';
import { fpn } from './fpn.js';

export { FPN } from './fpn.js';
export type { Neck } from './neck.js';

/** Every built-in neck. */
export const necks = [fpn] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    neck: typeof necks;
  }
}

export type NeckConfig = ConfigOf<(typeof necks)[number]>;

export const neckRegistry = new Registry('neck', necks);
