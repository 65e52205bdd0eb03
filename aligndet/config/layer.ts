/** @module What loading a config leaves behind: the result, and what each file said on the way to it. */
import type { Overrides } from './overrides.js';
import type { ConfigObject } from './value.js';

/** One file of a config: what it says itself, and what that gives over its bases. */
export interface Layer {
  readonly file: string;
  /** Without `_base_`; references are filled in, `_delete_` is still there. */
  readonly own: ConfigObject;
  readonly bases: readonly Layer[];
  /** The result of this layer and all below it. */
  readonly merged: ConfigObject;
  /** That the file is deprecated, when it says so. */
  readonly warning?: string;
}

export interface LoadedConfig {
  /** Absolute path. */
  readonly file: string;
  /** The result: plain data, own to the caller. */
  readonly config: ConfigObject;
  readonly layer: Layer;
  /** What the command line set, by dotted key. */
  readonly overrides: Overrides;
  /** For people, such as that a base is deprecated. */
  readonly warnings: readonly string[];
}

/** Bases before what inherits from them. */
export function layersOf(layer: Layer): Layer[] {
  return [...layer.bases.flatMap(layersOf), layer];
}
