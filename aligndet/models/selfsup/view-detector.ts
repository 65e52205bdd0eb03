/** @module The contract of detectors that learn from two views of an image, as the branches of `SelfSupDetector`. */
import type { Batch, Losses } from '../../structures/index.js';
import type { TrainableDetector } from '../detectors/detector.js';

export interface ViewDetector<Online = unknown, Target = unknown> extends TrainableDetector {
  /** Outputs of the online branch for its view, on the gradient tape. */
  forwardOnline(view: Batch): Online;
  /** Outputs of the target branch for the other view, off the tape. Their tensors belong to the caller's scope. */
  forwardTarget(view: Batch): Target;
  /** Losses of the online branch, given the target branch's outputs. */
  losses(online: Online, target: Target): Losses;
}

export function isViewDetector(detector: TrainableDetector): detector is ViewDetector {
  return 'forwardOnline' in detector;
}
