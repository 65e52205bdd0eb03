/** @module The scene parameters derived from `difficulty`. */

export interface SceneStyle {
  /** Spread of the background colours, in 0 .. 1. */
  readonly groundContrast: number;
  /** Min and max number of distractors: strokes and shapes. */
  readonly distractors: readonly [min: number, max: number];
  /** Min distance between the mean colours of a digit and its background, in 0 .. sqrt(3). */
  readonly digitContrast: number;
  /** Variation of brightness within a digit. */
  readonly digitTexture: number;
  /** Max rotation in either direction. */
  readonly angleDeg: number;
  /** Max shear, and max change of the aspect ratio. */
  readonly shear: number;
  /** Probability that a digit is placed beside or over another. */
  readonly crowding: number;
  /** Min fraction of a digit's pixels that stays visible. */
  readonly minVisible: number;
  /** Variation of the lighting over the image. */
  readonly shade: number;
  /** Max change of a pixel by noise, in 0 .. 1. */
  readonly noise: number;
}

/** @param difficulty in [0, 1]. */
export function styleOf(difficulty: number): SceneStyle {
  const between = (easy: number, hard: number): number => easy + (hard - easy) * difficulty;
  return {
    groundContrast: between(0.1, 0.8),
    distractors: [Math.round(between(0, 5)), Math.round(between(2, 14))],
    digitContrast: between(0.7, 0.2),
    digitTexture: between(0, 0.6),
    angleDeg: between(5, 40),
    shear: between(0.05, 0.35),
    crowding: between(0, 0.6),
    minVisible: between(0.95, 0.5),
    shade: between(0.1, 0.7),
    noise: between(0.02, 0.16),
  };
}
