/** @module What a made set holds. */
import { z } from 'zod';

/** Parts of a set; no digit stands in two of them. */
export const SPLITS = ['train', 'val', 'unlabeled'] as const;
export type Split = (typeof SPLITS)[number];

const count = z.number().int().nonnegative();

export const synthOptionsSchema = z
  .strictObject({
    /** Images with annotations, to learn from. */
    train: count.default(400),
    /** Images with annotations, to evaluate on. */
    val: count.default(100),
    /** Images without annotations, to pre-train on. */
    unlabeled: count.default(0),
    /** Decides everything; the same seed gives the same files. */
    seed: count.default(0),
    /** Width and height of the images, in pixels. */
    sizePx: z.number().int().min(64).max(4096).default(224),
    /** From 0, clean, to 1: clutter, faint colours, rotation, shear, overlap, shade and noise grow with it. */
    difficulty: z.number().min(0).max(1).default(0.5),
    /** Digits that occur, in the order of their categories. */
    classes: z.array(z.number().int().min(0).max(9)).min(1).default([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
    /** Fewest digits of an image. */
    minDigits: z.number().int().positive().default(2),
    /** Most digits of an image; where there is no room for them, it has fewer. */
    maxDigits: z.number().int().positive().default(6),
    /** Height of the smallest digits before rotation, in pixels. */
    minEdgePx: z.number().min(8).default(24),
    /** Height of the largest digits before rotation, in pixels. */
    maxEdgePx: z.number().min(8).default(90),
    /** File format of the images. */
    format: z.enum(['jpg', 'png']).default('jpg'),
  })
  .refine(({ minDigits, maxDigits }) => minDigits <= maxDigits, {
    path: ['maxDigits'],
    message: 'the most must not be below the fewest.',
  })
  .refine(({ minEdgePx, maxEdgePx }) => minEdgePx <= maxEdgePx, {
    path: ['maxSidePx'],
    message: 'the largest must not be below the smallest.',
  })
  .refine(({ maxEdgePx, sizePx }) => maxEdgePx <= sizePx, {
    path: ['maxSidePx'],
    message: 'the largest must not be above the size of the image.',
  })
  .refine(({ classes }) => new Set(classes).size === classes.length, {
    path: ['classes'],
    message: 'no digit may stand there twice.',
  });

export type SynthOptions = z.output<typeof synthOptionsSchema>;
