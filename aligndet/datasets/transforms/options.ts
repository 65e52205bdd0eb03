/** @module Schemas that several transforms share. */
import { z } from 'zod';
import { slot } from '../../core/index.js';

export const pair = z.tuple([z.number(), z.number()]);
export const integerPair = z.tuple([z.int(), z.int()]);

/** A list of transforms, run one after the other. */
export const pipelineOption = z.array(slot('transform'));

/** File backend; only the disk is supported, including mounted object stores. */
export const fileClientOption = z
  .strictObject({
    /** File backend. */
    backend: z.literal('disk', {
      error: 'only "disk" is supported: mount an object store and use its path',
    }),
  })
  .default({ backend: 'disk' });

export const directionOption = z.enum(['horizontal', 'vertical', 'diagonal']);

/** Padding values by type of array. */
export const padValueOption = z.strictObject({
  /** For images, one value per channel; a single value applies to the first channel, the others get 0. */
  img: z.union([z.number(), z.array(z.number())]).default(0),
  /** For instance masks. */
  masks: z.number().default(0),
  /** For label maps; 255 is the ignore label of losses. */
  seg: z.number().default(255),
});

/** Probability. */
export const fraction = z.number().min(0).max(1);
