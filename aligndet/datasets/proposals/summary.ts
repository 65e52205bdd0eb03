/** @module What a run of selective search comes to. */
import type { SkippedImage } from './coco-file.js';

export interface ProposalSummary {
  readonly images: number;
  readonly boxes: number;
  /** Images in which nothing was found; training drops them. */
  readonly emptyImages: number;
  /** Images whose proposals an earlier, unfinished run had made. */
  readonly resumed: number;
  /** Images that could not be read and are not in the file. */
  readonly skipped: readonly SkippedImage[];
  /** Whether an earlier run had written the file already. */
  readonly reused: boolean;
}
