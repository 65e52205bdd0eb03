/** @module The parameters of a COCO evaluation, https://cocodataset.org/#detection-eval. */
import { linspace } from '../numeric/linspace.js';

/** Instances whose area is in `[least, most]` square pixels. */
export interface AreaRange {
  readonly name: 'all' | 'small' | 'medium' | 'large';
  readonly min: number;
  readonly max: number;
}

export interface Protocol {
  /** IoU thresholds, T of them. */
  readonly iouThresholds: Float64Array;
  /** Recall values at which precision is sampled, R of them. */
  readonly recallThresholds: Float64Array;
  /** Limits of detections per image (and category), ascending. */
  readonly maxDetections: readonly number[];
  readonly areaRanges: readonly AreaRange[];
  /** False ignores categories, as for proposals. */
  readonly usesCategories: boolean;
}

/** COCO's default parameters; maxDetections as given, sorted ascending. */
export function cocoProtocol({
  iouThresholds = linspace(0.5, 0.95, 10),
  maxDetections = [1, 10, 100],
  usesCategories = true,
}: {
  iouThresholds?: ArrayLike<number>;
  maxDetections?: readonly number[];
  usesCategories?: boolean;
} = {}): Protocol {
  return {
    iouThresholds: Float64Array.from(iouThresholds),
    recallThresholds: linspace(0, 1, 101),
    maxDetections: [...maxDetections].sort((a, b) => a - b),
    areaRanges: [
      { name: 'all', min: 0, max: 1e10 },
      { name: 'small', min: 0, max: 32 ** 2 },
      { name: 'medium', min: 32 ** 2, max: 96 ** 2 },
      { name: 'large', min: 96 ** 2, max: 1e10 },
    ],
    usesCategories,
  };
}
