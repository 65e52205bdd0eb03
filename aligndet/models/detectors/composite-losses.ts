/**
 * @module Losses of composite backbones, as weighted and named by CBNetV2: https://arxiv.org/abs/2107.00420, section
 * 3.4.
 */
import type { Losses } from '../../structures/index.js';
import { isLoss, renamedLosses } from '../renamed-losses.js';

/** Weight of the first backbone's (assisting) losses; the weight of the others is 1. */
const ASSISTANT_WEIGHT = 0.5;

/** @param ofBackbones one entry per backbone; a single one is returned as is. */
export function compositeLosses(ofBackbones: readonly Losses[]): Losses {
  if (ofBackbones.length === 1) return ofBackbones[0];
  const named = ofBackbones.map((losses, i) => {
    const weight = i === 0 ? ASSISTANT_WEIGHT : 1;
    const suffix = (name: string) => (weight !== 1 && isLoss(name) ? `_w${weight}` : '');
    // Metrics are weighted too, as published, but not marked.
    return renamedLosses(losses, (name) => ({ name: `${name}${i}${suffix(name)}`, weight }));
  });
  return Object.assign({}, ...named) as Losses;
}
