/** @module Options of a generated data set. */
import { z } from 'zod';

/** Splits of a set; no digit occurs in two of them. */
export const SPLITS = ['train', 'val', 'unlabeled'] as const;
export type Split = (typeof SPLITS)[number];

const count = z.number().int().nonnegative();

export const synthOptionsSchema = z
  .strictObject({
    /** Training images, with annotations. */
    train: count.default(400),
    /** Validation images, with annotations. */
    val: count.default(100),
    /** Images without annotations, for pre-training. */
    unlabeled: count.default(0),
    /** Random seed; the same seed gives the same files. */
    seed: count.default(0),
    /** Width and height of the images, in pixels. */
    sizePx: z.number().int().min(64).max(4096).default(224),
    /**
     * From 0 (clean) to 1: clutter, low contrast, rotation, shear, overlap, uneven lighting and noise increase with
     * it.
     */
    difficulty: z.number().min(0).max(1).default(0.5),
    /** Digits to use, in category order. */
    classes: z.array(z.number().int().min(0).max(9)).min(1).default([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
    /** Min digits per image. */
    minDigits: z.number().int().positive().default(2),
    /** Max digits per image; an image has fewer where they do not fit. */
    maxDigits: z.number().int().positive().default(6),
    /** Min height of a digit before rotation, in pixels. */
    minEdgePx: z.number().min(8).default(24),
    /** Max height of a digit before rotation, in pixels. */
    maxEdgePx: z.number().min(8).default(90),
    /** File format of the images. */
    format: z.enum(['jpg', 'png']).default('jpg'),
  })
  .refine(({ minDigits, maxDigits }) => minDigits <= maxDigits, {
    path: ['maxDigits'],
    message: 'the max must not be less than the min.',
  })
  .refine(({ minEdgePx, maxEdgePx }) => minEdgePx <= maxEdgePx, {
    path: ['maxEdgePx'],
    message: 'the max must not be less than the min.',
  })
  .refine(({ maxEdgePx, sizePx }) => maxEdgePx <= sizePx, {
    path: ['maxEdgePx'],
    message: 'the max must not exceed the size of the image.',
  })
  .refine(({ classes }) => new Set(classes).size === classes.length, {
    path: ['classes'],
    message: 'each digit must be listed once.',
  });

export type SynthOptions = z.output<typeof synthOptionsSchema>;
