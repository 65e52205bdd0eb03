/** @module `defineConfig`, which config files call, and the types of configs. */
import type { Change, Complete, SlotConfig } from '../core/index.js';
import type { RunInput } from './schema/run-schema.js';
import type { Typo } from './typo-types.js';

/** A config that changes what it inherits: keys may be left out at every depth. */
export interface ChangedConfig extends Change<RunInput> {
  /** One or more bases, each a path relative to this file or an imported config; later ones override earlier ones. */
  _base_: string | object | readonly (string | object)[];
}

/** A config without bases: it must be complete. */
export type WholeConfig = Complete<RunInput> & { _base_?: ChangedConfig['_base_'] };

/** The default export of a config file: plain data and, under `_base_`, the configs it inherits from. */
export type ConfigInput = ChangedConfig | WholeConfig;

/** The list of steps in a dataset's `pipeline`. */
export type Pipeline = readonly SlotConfig<'transform'>[];

/**
 * Checks the type of a config and returns it unchanged, with its literal type, for configs that import
 * it.
 *
 * Keys that no run reads are variables of the config's author, as mmdetection's configs keep them, unless they are one
 * letter away from a known key.
 *
 * @example
 * ```ts
 * import { defineConfig } from 'aligndet';
 *
 * export default defineConfig({
 *   _base_: 'config.ts',
 *   model: { roi_head: { bbox_head: { loss_bbox: { _delete_: true, type: 'GIoULoss', loss_weight: 2 } } } },
 *   optimizer: { lr: 0.01 },
 * });
 * ```
 */
export function defineConfig<const Given>(
  config: (Given extends { readonly _base_: unknown } ? ChangedConfig : WholeConfig) & {
    [Key in keyof Given]: Key extends string ? Typo<Key, keyof RunInput | '_base_'> : unknown;
  } & Inferred<Given>,
): Given {
  return config as Given;
}

/** `unknown`: here TypeScript only infers `Given` from the argument, and checks nothing against it. */
type Inferred<Given> = [Given] extends [never] ? Given : unknown;
