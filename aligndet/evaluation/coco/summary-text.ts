/** @module The output of pycocotools for an evaluation, and the table of categories. */
import { asciiTable } from '../ascii-table.js';
import { toDecimals } from '../numeric/decimals.js';
import type { CocoEvaluation } from './evaluation.js';
import { averagePrecision, cocoStats } from './summary.js';

/** Rows of the summary in the order of the twelve values; limits are indices, except for the first, which is 100. */
const ROWS = [
  { kind: 'Precision', iou: undefined, area: 'all', limit: undefined },
  { kind: 'Precision', iou: 0.5, area: 'all', limit: 2 },
  { kind: 'Precision', iou: 0.75, area: 'all', limit: 2 },
  { kind: 'Precision', iou: undefined, area: 'small', limit: 2 },
  { kind: 'Precision', iou: undefined, area: 'medium', limit: 2 },
  { kind: 'Precision', iou: undefined, area: 'large', limit: 2 },
  { kind: 'Recall', iou: undefined, area: 'all', limit: 0 },
  { kind: 'Recall', iou: undefined, area: 'all', limit: 1 },
  { kind: 'Recall', iou: undefined, area: 'all', limit: 2 },
  { kind: 'Recall', iou: undefined, area: 'small', limit: 2 },
  { kind: 'Recall', iou: undefined, area: 'medium', limit: 2 },
  { kind: 'Recall', iou: undefined, area: 'large', limit: 2 },
] as const;

export function summaryText(evaluation: CocoEvaluation): string {
  const { iouThresholds, maxDetections } = evaluation.protocol;
  const range = `${toDecimals(iouThresholds[0], 2)}:${toDecimals(iouThresholds[iouThresholds.length - 1], 2)}`;
  const stats = cocoStats(evaluation);
  return ROWS.map(({ kind, iou, area, limit }, i) => {
    const title = `Average ${kind}`.padEnd(18);
    const at = (iou === undefined ? range : toDecimals(iou, 2)).padEnd(9);
    const maxDets = String(limit === undefined ? 100 : maxDetections[limit]).padStart(3);
    const short = kind === 'Precision' ? '(AP)' : '(AR)';
    return ` ${title} ${short} @[ IoU=${at} | area=${area.padStart(6)} | maxDets=${maxDets} ] = ${toDecimals(stats[i], 3)}`;
  }).join('\n');
}

/** AP of one category, over all sizes and the largest limit of detections; NaN without ground truths. */
export interface CategoryPrecision {
  readonly name: string;
  readonly ap: number;
}

/**
 * @param categories to list, in that order. mmdetection lists names in file order beside values in id order; here each
 * name has its own value.
 */
export function categoryPrecisions(
  evaluation: CocoEvaluation,
  categories: readonly { readonly id: number; readonly name: string }[],
): CategoryPrecision[] {
  const limit = evaluation.protocol.maxDetections.at(-1) as number;
  return categories.map(({ id, name }) => {
    const ap = averagePrecision(evaluation, { category: evaluation.scope.categoryAt(id), limit });
    return { name, ap: ap < 0 ? Number.NaN : ap };
  });
}

export function categoryTable(categories: readonly CategoryPrecision[]): string {
  const cells = categories.flatMap(({ name, ap }) => [name, toDecimals(ap, 3)]);
  const columns = Math.min(6, cells.length);
  const head = Array.from({ length: columns }, (_, c) => (c % 2 === 0 ? 'category' : 'AP'));
  const rows = Array.from({ length: Math.ceil(cells.length / Math.max(columns, 1)) }, (_, r) =>
    cells.slice(r * columns, (r + 1) * columns),
  );
  return asciiTable([head, ...rows]);
}
