/** @module Pieces of schemas that several transforms share. */
import { z } from 'zod';
import { slot } from '../../core/index.js';

export const pair = z.tuple([z.number(), z.number()]);
export const integerPair = z.tuple([z.int(), z.int()]);

/** A list of transforms, run one after the other. */
export const pipelineOption = z.array(slot('transform'));

/** Where files are; the disk is the only place so far, mounted object stores included. */
export const fileClientOption = z
  .strictObject({
    /** Where files are read from. */
    backend: z.literal('disk', {
      error: 'only "disk" is supported: mount an object store and give its path instead',
    }),
  })
  .default({ backend: 'disk' });

export const directionOption = z.enum(['horizontal', 'vertical', 'diagonal']);

/** Values of padding by kind of array. */
export const padValueOption = z.strictObject({
  /** Of images, one value per channel; a single number is for the first, the others get 0. */
  img: z.union([z.number(), z.array(z.number())]).default(0),
  /** Of instance masks. */
  masks: z.number().default(0),
  /** Of label maps; 255 is the label that losses ignore. */
  seg: z.number().default(255),
});

/** Probability. */
export const fraction = z.number().min(0).max(1);
