/** @module The contract of detectors that learn from two views of an image, as the branches of `SelfSupDetector`. */
import type { Batch, Losses } from '../../structures/index.js';
import type { TrainableDetector } from '../detectors/detector.js';

export interface ViewDetector<Online = unknown, Target = unknown> extends TrainableDetector {
  /** What the online branch makes of its view, on the gradient tape. */
  forwardOnline(view: Batch): Online;
  /** What the target branch makes of the other view, off the tape. Tensors in it belong to the caller's scope. */
  forwardTarget(view: Batch): Target;
  /** Losses of the online branch, by the target of the other. */
  losses(online: Online, target: Target): Losses;
}

export function isViewDetector(detector: TrainableDetector): detector is ViewDetector {
  return 'forwardOnline' in detector;
}
