/** @module The one function that config files call. */
import type { ConfigObject } from './value.js';

/** What a config file may give: plain data and, under `_base_`, the configs it inherits from. */
export interface ConfigInput {
  /** One base or several, each by its path relative to this file or as an imported config; earlier ones first. */
  _base_?: string | ConfigInput | readonly (string | ConfigInput)[];
  [key: string]: unknown;
}

/** Marks an object as a config and checks its type; gives it back as it is. */
export function defineConfig<const Config extends ConfigInput>(config: Config): Config {
  return config;
}

/** A config after inheritance: plain data. */
export type ResolvedConfig = ConfigObject;
