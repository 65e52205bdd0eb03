/**
 * @module Tells errors from rounding. Long computations can be right and miss a tolerance in float32: a sum added up in
 * another order moves a value by its last bits, some layers later a ReLU or a box falls on the other side, and gradients
 * jump. The reference has float32 runs of its own that do so.
 */
import { inDoublePrecision } from '../../aligndet/engine/index.js';
import type { Finding } from './handler.js';

/**
 * Runs a case in float32. What misses its tolerance is computed again in float64 and judged by the same tolerance: an
 * error of the program is there too, rounding is not.
 *
 * @param run the case; gets whether it runs in float64.
 * @param uncertainty how far the reference's own float32 is from its float64, relative to the largest magnitude, where
 * the case says so: a float64 result cannot be nearer than that to a float32 one.
 */
export async function apartFromRounding(
  run: (isDouble: boolean) => Promise<Finding[]>,
  uncertainty: (name: string) => number = () => 0,
): Promise<Finding[]> {
  const single = await run(false);
  if (single.every(({ share }) => share <= 1)) return single;
  const double = new Map(
    (await inDoublePrecision(() => run(true))).map((finding) => [finding.name, finding] as const),
  );
  return single.map((finding) => {
    const again = double.get(finding.name);
    if (finding.share <= 1 || again === undefined) return finding;
    const share = lessUncertain(again, uncertainty(finding.name));
    return share <= 1 ? { ...again, share, detail: undefined, roundedShare: finding.share } : finding;
  });
}

/** The share of the tolerance that an error takes beyond the reference's own. */
function lessUncertain({ share, relativeError }: Finding, uncertainty: number): number {
  if (share <= 1 || !(relativeError > 0) || share === Infinity) return share;
  return (share * Math.max(0, relativeError - uncertainty)) / relativeError;
}
