/** @module Detects which mmdetection version a config is written for. */
import { type ConfigObject, isObject } from '../value.js';

/** Keys of the top level that only mmdetection 3.x reads. */
const THREE_X = [
  'default_hooks',
  'default_scope',
  'env_cfg',
  'optim_wrapper',
  'param_scheduler',
  'test_dataloader',
  'test_evaluator',
  'train_dataloader',
  'val_dataloader',
  'val_evaluator',
  'vis_backends',
  'visualizer',
];

/** @returns the keys that only configs of mmdetection 3.x have; a single one may be a mistake. */
export function threeXKeys(config: ConfigObject): string[] {
  const keys = THREE_X.filter((key) => Object.hasOwn(config, key));
  const { model } = config;
  if (isObject(model) && Object.hasOwn(model, 'data_preprocessor')) keys.push('model.data_preprocessor');
  return keys;
}

/** Whether a config is one of mmdetection 3.x. */
export function isThreeX(config: ConfigObject): boolean {
  return threeXKeys(config).length >= 2;
}

/** Message for a config that cannot be used without migration. */
export function threeXMessage(file: string, config: ConfigObject): string {
  const keys = threeXKeys(config).slice(0, 4).join(', ');
  return `this is a config of mmdetection 3.x, which alone has the keys ${keys}. ${migrateHint(file)}`;
}

/** Hint for a config of mmdetection 3.x. */
export function migrateHint(file: string): string {
  return `To convert it to a config of this project, run: npx aligndet config migrate --from 3x ${file}`;
}
