/** @module Rejects metrics that do not apply to a detector before it runs. */
import { UsageError } from '../core/index.js';
import type { MetricOptions } from './dataset-metric.js';

/**
 * @param model as the config describes it.
 * @param path config path of the metrics, for the message.
 * @throws {UsageError} for a mask metric of a detector without masks, and for `proposal_fast` of one with masks.
 */
export function checkMetricsOf(model: unknown, { metric }: MetricOptions, path: string): void {
  const metrics = [metric].flat();
  const masks = givesMasks(model);
  if (metrics.includes('segm') && !masks) {
    throw new UsageError(
      `${path}: "segm" evaluates masks, but this detector has no mask_head and detects boxes only. Use "bbox".`,
    );
  }
  if (metrics.includes('proposal_fast') && masks) {
    throw new UsageError(
      `${path}: "proposal_fast" evaluates detectors without masks, but this one has a mask_head. Use "proposal".`,
    );
  }
}

/** Whether a metric compares classes. Class-agnostic detectors use the others on datasets with many classes. */
export function readsClasses(metric: string): boolean {
  return metric !== 'recall' && !metric.startsWith('proposal');
}

/** Single-stage detectors hold `mask_head` at the top level, two-stage ones in `roi_head`. */
function givesMasks(model: unknown): boolean {
  const { mask_head: own, roi_head: roi } = (model ?? {}) as {
    mask_head?: unknown;
    roi_head?: { mask_head?: unknown };
  };
  return Boolean(own) || Boolean(roi?.mask_head);
}
