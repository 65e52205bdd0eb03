/** @module Union and intersection of masks, computed on runs. */
import { ShapeError } from '../../core/portable.js';
import type { Runs } from './runs.js';

/**
 * @param masks at least one, all of one size.
 * @throws {ShapeError} when the sizes differ.
 */
export function mergeRuns(masks: readonly Runs[], how: 'union' | 'intersection'): Runs {
  let merged = masks[0];
  for (let i = 1; i < masks.length; i++) merged = mergePair(merged, masks[i], how === 'intersection');
  return merged;
}

function mergePair(a: Runs, b: Runs, needsBoth: boolean): Runs {
  if (a.height !== b.height || a.width !== b.width) {
    throw new ShapeError(
      `Masks to merge must have the same size, but are ${a.height} x ${a.width} and ${b.height} x ${b.width}.`,
    );
  }
  const counts = new Uint32Array(a.counts.length + b.counts.length + 1);
  let length = 0;
  let run = 0;
  let isForeground = false;
  let [restA, restB] = [a.counts[0] ?? 0, b.counts[0] ?? 0];
  let [nextA, nextB] = [1, 1];
  for (let left = a.height * a.width; left > 0; ) {
    while (restA === 0 && nextA < a.counts.length) restA = a.counts[nextA++];
    while (restB === 0 && nextB < b.counts.length) restB = b.counts[nextB++];
    const inA = nextA % 2 === 0;
    const inB = nextB % 2 === 0;
    const step = Math.min(restA, restB);
    if (step === 0) break;
    if ((needsBoth ? inA && inB : inA || inB) !== isForeground) {
      counts[length++] = run;
      run = 0;
      isForeground = !isForeground;
    }
    run += step;
    left -= step;
    restA -= step;
    restB -= step;
  }
  counts[length++] = run;
  return { height: a.height, width: a.width, counts: counts.slice(0, length) };
}
