/** @module What a rewrite of an old option is. */
import type { ConfigObject, ConfigValue } from '../../value.js';

/** New options, by their dotted paths below the object that holds the old one; none where it is dropped. */
export type NewOptions = Readonly<Record<string, ConfigValue>>;

/** One option of old. */
export interface Rewrite {
  /** Objects that it is looked for in: by their path in the config, or by their `type`. */
  readonly in: RegExp | readonly string[];
  /** The old option; a dotted path where it is dropped from an object below. */
  readonly key: string;
  /**
   * @param holder the object with the old option.
   * @returns the new options; a text why there are none, for the user; nothing where the option is meant as it is.
   */
  readonly to: (value: ConfigValue, holder: ConfigObject) => NewOptions | string | undefined;
  /** Whether the old option counts where both are given, as the reference has it; otherwise that is an error. */
  readonly wins?: true;
  /** What the reference did with it, in a few words. */
  readonly why: string;
}
