/**
 * @module The contract of prior generators: the boxes or points relative to which a dense head predicts. Dims: L
 * levels.
 */

/** Height and width of a feature map, or of an image. */
export type Size = readonly [height: number, width: number];

export interface PriorGenerator {
  readonly numLevels: number;
  /** Pixels between neighbouring cells, `[x, y]`, per level. */
  readonly strides: readonly (readonly [number, number])[];
  /** Priors per cell, per level. */
  readonly numBasePriors: readonly number[];
  /** Values per prior: 4 for a box (xyxy), 2 for a point (x, y). */
  readonly width: 2 | 4;
  /** Per level `[h * w * numBasePriors, width]`: row-major by cell, then by prior. Shared: do not modify. */
  gridPriors(sizes: readonly Size[]): Float32Array[];
  /** Per level, 1 if the cell is inside the image of `padShape` (height, width), in the order of {@link gridPriors}. */
  validFlags(sizes: readonly Size[], padShape: readonly number[]): Uint8Array[];
}

declare module '../../core/registry.js' {
  interface Slots {
    prior_generator: PriorGenerator;
  }
}
