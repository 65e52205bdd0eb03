/** @module What the one number `difficulty` means for a scene. */

export interface SceneStyle {
  /** How far the colours of the ground differ, of 0 .. 1. */
  readonly groundContrast: number;
  /** Fewest and most strokes and shapes that are no digits. */
  readonly distractors: readonly [min: number, max: number];
  /** How far, at least, the mean colours of a digit and of what is behind it differ, of 0 .. sqrt(3). */
  readonly digitContrast: number;
  /** How much the brightness changes within a digit. */
  readonly digitTexture: number;
  /** Largest rotation either way. */
  readonly angleDeg: number;
  /** Largest shear, and largest change of width over height. */
  readonly shear: number;
  /** Chance that a digit is put beside or upon another. */
  readonly crowding: number;
  /** Share of a digit's pixels that stays visible, at least. */
  readonly minVisible: number;
  /** How much the light changes over the image. */
  readonly shade: number;
  /** Largest change of a pixel by noise, of 0 .. 1. */
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
