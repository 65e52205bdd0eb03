/** @module The result of loading a config: the merged config and its layers. */
import type { Overrides } from './overrides.js';
import type { ConfigObject } from './value.js';

/** One file of a config: its own keys, and the result of merging them over its bases. */
export interface Layer {
  readonly file: string;
  /** Without `_base_`; references are filled in, `_delete_` is still there. */
  readonly own: ConfigObject;
  readonly bases: readonly Layer[];
  /** The result of merging this layer and all below it. */
  readonly merged: ConfigObject;
  /** Deprecation message of the file, if it has one. */
  readonly warning?: string;
}

export interface LoadedConfig {
  /** Absolute path. */
  readonly file: string;
  /** The merged config: plain data, owned by the caller. */
  readonly config: ConfigObject;
  readonly layer: Layer;
  /** The overrides of the command line, by dotted key. */
  readonly overrides: Overrides;
  /** Warnings, such as that a base is deprecated. */
  readonly warnings: readonly string[];
}

/** Bases come before the configs that inherit from them. */
export function layersOf(layer: Layer): Layer[] {
  return [...layer.bases.flatMap(layersOf), layer];
}
