/** @module The summary of a run of selective search. */
import type { SkippedImage } from './coco-file.js';

export interface ProposalSummary {
  readonly images: number;
  readonly boxes: number;
  /** Images without proposals; training drops them. */
  readonly emptyImages: number;
  /** Images whose proposals come from an earlier, unfinished run. */
  readonly resumed: number;
  /** Unreadable images, which are not in the file. */
  readonly skipped: readonly SkippedImage[];
  /** Whether an earlier run had written the file already. */
  readonly reused: boolean;
}
