/**
 * @module `train_cfg` and `test_cfg` at the top level, as configs up to mmdetection 2.7 have them: they mean the ones of the
 * model. A config keeps them where they are written, as mmcv does; whoever builds or checks a model places them.
 */
import type { ConfigIssue } from '../core/index.js';
import { type ConfigObject, isObject } from './value.js';

export const OUTER_KEYS: readonly string[] = ['train_cfg', 'test_cfg'];

/** The keys that stand at the top level for the model. */
export function outerCfgs(config: ConfigObject): string[] {
  if (!isObject(config.model)) return [];
  return OUTER_KEYS.filter((key) => config[key] !== undefined && config[key] !== null);
}

/** Moves `train_cfg` and `test_cfg` below the model. */
export function placeOuterCfgs(config: ConfigObject): void {
  const outer = outerCfgs(config);
  if (outer.length === 0) return;
  config.model = {
    ...(config.model as ConfigObject),
    ...Object.fromEntries(outer.map((key) => [key, config[key]])),
  };
  for (const key of outer) delete config[key];
}

/** Keys that stand at both places: mmdetection refuses to choose. */
export function doubledCfgs(config: ConfigObject): ConfigIssue[] {
  const model = config.model as ConfigObject;
  return outerCfgs(config)
    .filter((key) => model[key] !== undefined && model[key] !== null)
    .map((key) => ({
      path: key,
      message: `stands at the top level and in the model: model.${key} is set, too. Keep the one in the model.`,
    }));
}

/** The path at which the config itself has what stands at `path` after {@link placeOuterCfgs}. */
export function writtenPath(config: ConfigObject, path: string): string {
  const key = outerCfgs(config).find((each) => path === `model.${each}` || path.startsWith(`model.${each}.`));
  return key === undefined ? path : path.slice('model.'.length);
}
