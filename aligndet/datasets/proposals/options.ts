/**
 * @module Which boxes of selective search become proposals.
 *
 * AlignDet's proposals are named `train2017_ratio3size0008@0.5.json`, and its authors say that they were made with the
 * code and the filters of SoCo (https://arxiv.org/abs/2106.02637, https://github.com/liming-ai/AlignDet/issues/9). In
 * SoCo's naming `ratio3` bounds the aspect ratio by 3, and the digits after `size` are the bounds of
 * sqrt(box area / image area) in tenths: `0008` is 0.0 to 0.8. Its filters also drop boxes below 32 pixels a side.
 * `@0.5` is AlignDet's addition and nowhere explained; it is read here as the IoU of a non-maximum suppression.
 */
import { z } from 'zod';

export const proposalOptionsSchema = z.strictObject({
  /** Images are searched at this many pixels on the long side; boxes are given in the original size. 0: as they are. */
  maxEdgePx: z.number().int().nonnegative().default(320),
  /** Largest width / height, and height / width. */
  maxRatio: z.number().min(1).default(3),
  /** Smallest sqrt(box area / image area). */
  minSize: z.number().min(0).max(1).default(0),
  /** Largest sqrt(box area / image area). */
  maxSize: z.number().min(0).max(1).default(0.8),
  /** Smallest width and height, in pixels of the original image. */
  minEdgePx: z.number().nonnegative().default(32),
  /** A box that overlaps a better one by more than this IoU is dropped; 1 keeps all but equal ones. */
  nmsIou: z.number().min(0).max(1).default(0.5),
  /** The best so many are kept. */
  maxPerImage: z.number().int().positive().default(100),
  /** Decides among regions that hierarchies agree on equally; the same seed gives the same file. */
  seed: z.number().int().nonnegative().default(0),
});

export type ProposalOptions = z.output<typeof proposalOptionsSchema>;
