/** @module Compares detections, masks included. */
import { bitmapOfRuns, type Detections, type Rle, runsOfRle } from '../../../aligndet/structures/index.js';
import { compareExact, compareValues, mismatch } from '../compare.js';
import type { Finding } from '../handler.js';
import type { CaseArrays } from '../read-case.js';
import type { ModelTolerance } from './model-case.js';

/** Pixels of a mask that may differ: those on its border where the probability is at the threshold. */
const BORDER_PIXELS = 4;

/** Masks of one image as cases hold them: one size, the compressed counts of each. */
export interface ExpectedMasks {
  readonly size: Rle['size'];
  readonly counts: readonly string[];
}

/** @param name such as `result.0`. */
export function compareDetections(
  name: string,
  { bboxes, labels, masks }: Detections,
  expected: CaseArrays,
  expectedMasks: ExpectedMasks | undefined,
  tolerance: ModelTolerance,
): Finding[] {
  const findings: Finding[] = [];
  const reference = expected.get(`${name}.bboxes`);
  const referenceLabels = expected.get(`${name}.labels`);
  if (reference !== undefined)
    findings.push(compareValues(`${name}.bboxes`, bboxes, reference.data, tolerance, 'tensor'));
  if (referenceLabels !== undefined)
    findings.push(compareExact(`${name}.labels`, labels, referenceLabels.data));
  if (expectedMasks === undefined) return findings;
  const { size, counts } = expectedMasks;
  if (masks?.length !== counts.length) {
    return [...findings, mismatch(`${name}.masks`, `${masks?.length} masks, expected ${counts.length}`)];
  }
  const compared = masks.map((mask, i) =>
    compareMask(`${name}.masks.${i}`, mask, { size, counts: counts[i] }),
  );
  return [...findings, ...compared];
}

function compareMask(name: string, mask: Rle, expected: Rle): Finding {
  if (mask.size.join() !== expected.size.join()) {
    return mismatch(name, `is ${mask.size.join(' x ')}, expected ${expected.size.join(' x ')}`);
  }
  const [own, its] = [bitmapOfRuns(runsOfRle(mask)), bitmapOfRuns(runsOfRle(expected))];
  const different = own.reduce((sum, pixel, i) => sum + (pixel === its[i] ? 0 : 1), 0);
  return { name, share: different / BORDER_PIXELS, relativeError: 0, detail: `${different} pixels differ` };
}
