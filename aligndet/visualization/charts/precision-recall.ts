/** @module Precision over recall. */
import type { LineChart } from './line-chart.js';

export interface PrecisionCurve {
  readonly name: string;
  /** Rising, in [0, 1]. */
  readonly recalls: ArrayLike<number>;
  /** In [0, 1]. */
  readonly precisions: ArrayLike<number>;
}

export function precisionRecallChart(title: string, curves: readonly PrecisionCurve[]): LineChart {
  return {
    title,
    xLabel: 'recall',
    yLabel: 'precision',
    xRange: [0, 1],
    yRange: [0, 1],
    series: curves.map(({ name, recalls, precisions }) => ({
      name,
      xs: Array.from(recalls),
      ys: Array.from(precisions),
    })),
  };
}
