/** @module Runs transforms in order, as mmdetection's `Compose`. */
import { type Builder, type ComponentConfig, ConfigError } from '../../core/index.js';
import type { Transform } from '../sample.js';

/** Returns `null` as soon as a transform drops the sample. */
export function compose(transforms: readonly Transform[]): Transform {
  return async (sample, random) => {
    let current = sample;
    for (let i = 0; i < transforms.length; i++) {
      const result = transforms[i](current, random);
      const next = result instanceof Promise ? await result : result;
      if (next === null) return null;
      if (!Array.isArray(next)) current = next;
      else if (i === transforms.length - 1) return next;
      else throw new ConfigError('A transform that returns several samples must be the last of its list.');
    }
    return current;
  };
}

export function buildPipeline(builder: Builder, configs: readonly ComponentConfig[]): Transform {
  return compose(configs.map((config) => builder.build('transform', config)));
}
