/**
 * @module Options for the selection of proposals among the boxes of selective search.
 *
 * AlignDet's proposals are named `train2017_ratio3size0008@0.5.json`, and its authors say that they were made with
 * the
 * code and the filters of SoCo (https://arxiv.org/abs/2106.02637, https://github.com/liming-ai/AlignDet/issues/9). In
 * SoCo's naming `ratio3` bounds the aspect ratio by 3, and the digits after `size` are the bounds of
 * sqrt(box area / image area) in tenths: `0008` is 0.0 to 0.8. Its filters also drop boxes narrower or lower than 32
 * pixels.
 * `@0.5` is AlignDet's addition and undocumented; here it is the IoU threshold of NMS.
 */
import { z } from 'zod';

export const proposalOptionsSchema = z.strictObject({
  /**
   * Long edge that images are resized to for the search, in pixels; boxes are in the original size. 0: not resized.
   */
  maxEdgePx: z.number().int().nonnegative().default(320),
  /** Max aspect ratio: width / height, and height / width. */
  maxRatio: z.number().min(1).default(3),
  /** Min sqrt(box area / image area). */
  minSize: z.number().min(0).max(1).default(0),
  /** Max sqrt(box area / image area). */
  maxSize: z.number().min(0).max(1).default(0.8),
  /** Min width and height, in pixels of the original image. */
  minEdgePx: z.number().nonnegative().default(32),
  /** IoU threshold of NMS; 1 drops only duplicates. */
  nmsIou: z.number().min(0).max(1).default(0.5),
  /** Max number of proposals per image. */
  maxPerImage: z.number().int().positive().default(100),
  /** Random seed, which breaks ties between regions; the same seed gives the same file. */
  seed: z.number().int().nonnegative().default(0),
});

export type ProposalOptions = z.output<typeof proposalOptionsSchema>;
