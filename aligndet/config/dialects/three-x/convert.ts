/**
 * @module Converts a config of mmdetection 3.x to the keys of 2.x, which this project reads. Settings without
 * counterpart are listed.
 * The inverse of mmdetection's guide "Migrate configuration file from v2.x to v3.x".
 */
import type { ConfigObject } from '../../value.js';
import { dataOf } from './datasets.js';
import { type Leftover, Leftovers } from './leftovers.js';
import { modelOf } from './model.js';
import { hooksOf, metricsOf, surroundingsOf } from './runtime.js';
import { learningRateOf, loopOf, optimizerOf } from './schedule.js';

export interface Converted {
  readonly config: ConfigObject;
  readonly leftovers: readonly Leftover[];
}

/** Keys without counterpart in 2.x that affect a run of 3.x. */
const OTHERS = ['tta_model', 'tta_pipeline', 'compile', 'efficient_conv_bn_eval', 'strategy'];

/** @param config resolved: without bases. */
export function fromThreeX(config: ConfigObject): Converted {
  const left = new Leftovers();
  const { model, steps } = modelOf(config, left);
  const data = dataOf(config, steps, left);
  const { runner, evaluation } = loopOf(config, left);
  const { hooks, saveBest } = hooksOf(config, left);
  const metrics = metricsOf(config, left);
  for (const key of OTHERS) if (config[key] !== undefined) left.add(key, 'has no counterpart');
  const converted: ConfigObject = {
    ...(model !== undefined && { model }),
    ...(data !== undefined && { data }),
    ...optimizerOf(config, left),
    ...learningRateOf(config, left),
    ...(runner !== undefined && { runner }),
    evaluation: { ...evaluation, ...metrics, ...saveBest },
    ...hooks,
    ...surroundingsOf(config, left),
  };
  return { config: converted, leftovers: left.list };
}
