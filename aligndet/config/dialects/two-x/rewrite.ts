/** @module The contract of a rewrite of a deprecated option. */
import type { ConfigObject, ConfigValue } from '../../value.js';

/** New options, by dotted path below the object with the old one; empty where it is dropped. */
export type NewOptions = Readonly<Record<string, ConfigValue>>;

/** A deprecated option and its replacement. */
export interface Rewrite {
  /** Objects that may have it: by their path in the config, or by their `type`. */
  readonly in: RegExp | readonly string[];
  /** The old option; a dotted path where it is dropped from a nested object. */
  readonly key: string;
  /**
   * @param holder the object with the old option.
   * @returns the new options; a message why there are none; `undefined` where the option is valid as it is.
   */
  readonly to: (value: ConfigValue, holder: ConfigObject) => NewOptions | string | undefined;
  /** Whether the old option wins where both are set, as in the reference; otherwise that is an error. */
  readonly wins?: true;
  /** Short reason for messages. */
  readonly why: string;
}
