/** @module The parameters of a COCO evaluation, https://cocodataset.org/#detection-eval. */
import { linspace } from '../numeric/linspace.js';

/** Instances whose area lies in `[least, most]` square pixels. */
export interface AreaRange {
  readonly name: 'all' | 'small' | 'medium' | 'large';
  readonly min: number;
  readonly max: number;
}

export interface Protocol {
  /** IoU from which a detection counts as right, T of them. */
  readonly iouThresholds: Float64Array;
  /** Recalls at which precision is read, R of them. */
  readonly recallThresholds: Float64Array;
  /** Detections per image (and category) that count, rising. */
  readonly maxDetections: readonly number[];
  readonly areaRanges: readonly AreaRange[];
  /** False compares without regard to categories, as for proposals. */
  readonly usesCategories: boolean;
}

/** COCO's own parameters; maxDetections as given, in rising order. */
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
