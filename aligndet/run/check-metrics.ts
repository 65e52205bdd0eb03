/** @module Metrics that a detector cannot be measured by, told before it runs. */
import { UsageError } from '../core/index.js';
import type { MetricOptions } from './dataset-metric.js';

/**
 * @param model as the config describes it.
 * @param path of the metrics, for the message.
 * @throws {UsageError} for masks of a detector that gives none, and for what cannot be measured where there are masks.
 */
export function checkMetricsOf(model: unknown, { metric }: MetricOptions, path: string): void {
  const metrics = [metric].flat();
  const masks = givesMasks(model);
  if (metrics.includes('segm') && !masks) {
    throw new UsageError(
      `${path}: "segm" measures masks, but this detector has no mask_head: it gives boxes only. Use "bbox".`,
    );
  }
  if (metrics.includes('proposal_fast') && masks) {
    throw new UsageError(
      `${path}: "proposal_fast" measures detectors without masks; this one has a mask_head. Use "proposal".`,
    );
  }
}

/** Whether a metric compares classes; by others, detectors of "object or not" are measured on data sets of many classes. */
export function readsClasses(metric: string): boolean {
  return metric !== 'recall' && !metric.startsWith('proposal');
}

/** Single-stage detectors keep their mask head beside the others, two-stage ones in the RoI head. */
function givesMasks(model: unknown): boolean {
  const { mask_head: own, roi_head: roi } = (model ?? {}) as {
    mask_head?: unknown;
    roi_head?: { mask_head?: unknown };
  };
  return Boolean(own) || Boolean(roi?.mask_head);
}
