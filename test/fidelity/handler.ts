/** @module What a family of golden cases hands to `aligndet fidelity`. */

/** The outcome of one quantity of a case. */
export interface Finding {
  /** What was compared: `loss.loss_cls`, `grad.x`, `resolved.model`. */
  readonly name: string;
  /** Largest error in units of the tolerance: at most 1 passes. `Infinity` for a wrong shape, key or integer. */
  readonly share: number;
  /** Largest relative error (to the largest magnitude expected), for the report. */
  readonly relativeError: number;
  /** What differs, for people; shown when it fails. */
  readonly detail?: string;
  /** The share in float32, where the quantity was judged in float64: see {@link apartFromRounding}. */
  readonly roundedShare?: number;
}

/** One case found below the folder that was given. */
export interface GoldenCase {
  /** Path below the goldens folder: `ops/nms/ties`. */
  readonly name: string;
  readonly family: string;
  /** Folder of the case, or its JSON file where one file is one case. */
  readonly path: string;
}

export interface FidelityHandler {
  /** First folder of a case's name: `ops`, `models`, `evaluation`. */
  readonly family: string;
  /** The cases of this family below `folder` (the family's own folder). */
  find(folder: string): Promise<GoldenCase[]>;
  /**
   * Runs one case and compares. Throws {@link UnknownCase} when the kind, op or component is not supported;
   * any other error is a failure of the case.
   */
  run(golden: GoldenCase): Promise<Finding[]>;
}

/** A case of a kind that nothing here handles yet: reported as a failure of its own sort, never skipped. */
export class UnknownCase extends Error {}
