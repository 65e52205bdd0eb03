/** @module Converts optimizer, learning rate schedule and run length of mmdetection 3.x to the keys of 2.x. */
import { type ConfigObject, type ConfigValue, isObject } from '../../value.js';
import type { Leftovers } from './leftovers.js';

export function optimizerOf({ optim_wrapper: wrapper }: ConfigObject, left: Leftovers): ConfigObject {
  if (!isObject(wrapper)) return {};
  const {
    type,
    optimizer,
    clip_grad: clip,
    accumulative_counts: counts,
    loss_scale: scale,
    paramwise_cfg: paramwise,
    ...rest
  } = wrapper;
  left.addAll(rest, 'optim_wrapper');
  if (!isObject(optimizer)) return {};
  const accumulates = typeof counts === 'number' && counts > 1;
  const clipping = isObject(clip) ? { grad_clip: clip } : { grad_clip: null };
  return {
    optimizer: {
      ...optimizer,
      ...(isObject(paramwise) && Object.keys(paramwise).length > 0 && { paramwise_cfg: paramwise }),
    },
    optimizer_config: accumulates
      ? { type: 'GradientCumulativeOptimizerHook', cumulative_iters: counts, ...clipping }
      : clipping,
    ...(String(type).endsWith('AmpOptimWrapper') && { fp16: { loss_scale: scale ?? 'dynamic' } }),
  };
}

/** Warm-up schedulers. */
const WARMUPS: Readonly<Record<string, [warmup: string, ratio: string]>> = {
  LinearLR: ['linear', 'start_factor'],
  ConstantLR: ['constant', 'factor'],
};

/** The decay factor, where it is not the default. */
const gammaOf = (gamma: ConfigValue | undefined): ConfigObject =>
  gamma === undefined || gamma === 0.1 ? {} : { gamma };

/** Policies of 2.x, with their options that have another name in 3.x. */
const POLICIES: Readonly<Record<string, (options: ConfigObject) => ConfigObject>> = {
  MultiStepLR: ({ milestones: step, gamma }) => ({ policy: 'step', step, ...gammaOf(gamma) }),
  StepLR: ({ step_size: step, gamma }) => ({ policy: 'step', step, ...gammaOf(gamma) }),
  ExponentialLR: ({ gamma }) => ({ policy: 'exp', gamma }),
  PolyLR: ({ power, eta_min: minLr }) => ({ policy: 'poly', power: power ?? 1, min_lr: minLr ?? 0 }),
  CosineAnnealingLR: ({ eta_min: minLr, eta_min_ratio: ratio }) => ({
    policy: 'CosineAnnealing',
    ...(ratio === undefined || ratio === null ? { min_lr: minLr ?? 0 } : { min_lr_ratio: ratio }),
  }),
};

export function learningRateOf(
  { param_scheduler: value, ...config }: ConfigObject,
  left: Leftovers,
): ConfigObject {
  const list = (Array.isArray(value) ? value : [value]).filter(isObject);
  if (list.length === 0) return value === undefined ? {} : { lr_config: { policy: 'fixed' } };
  const typeOf = ({ type }: ConfigObject) => String(type).replace(/^(mmdet|mmengine)\./, '');
  const isWarmup = (each: ConfigObject, at: number) =>
    at === 0 &&
    Object.hasOwn(WARMUPS, typeOf(each)) &&
    (list.length > 1 || Number(each.end) < lengthOf(config, each));
  const warmup = list.find(isWarmup);
  const [main, ...further] = list.filter((each) => each !== warmup);
  for (const each of further)
    left.add('param_scheduler', `${typeOf(each)} after ${typeOf(main)} has no counterpart`);
  const policy = main === undefined ? { policy: 'fixed' } : policyOf(main, typeOf(main), config, left);
  return { lr_config: { ...policy, ...(warmup !== undefined && warmupOf(warmup, typeOf(warmup))) } };
}

function policyOf(options: ConfigObject, type: string, config: ConfigObject, left: Leftovers): ConfigObject {
  const convert = Object.hasOwn(POLICIES, type) ? POLICIES[type] : undefined;
  if (convert === undefined) {
    left.add('param_scheduler', `${type} has no counterpart; the learning rate stays constant`);
    return { policy: 'fixed' };
  }
  const begin = Number(options.begin ?? 0);
  const byIteration = options.by_epoch === false && options.convert_to_iter_based !== true;
  const unit: ConfigObject = byIteration ? { by_epoch: false } : {};
  if (type !== 'CosineAnnealingLR' || begin === 0) {
    if (begin !== 0) left.add('param_scheduler', `${type} starts with the run here, not at ${begin}`);
    return { ...convert(options), ...unit };
  }
  const flat = begin / lengthOf(config, options);
  return { ...convert(options), policy: 'FlatCosineAnnealing', start_percent: flat, ...unit };
}

function warmupOf(
  { end, by_epoch: byEpoch, convert_to_iter_based: toIters, ...rest }: ConfigObject,
  type: string,
): ConfigObject {
  const [warmup, ratio] = WARMUPS[type];
  const factor = rest[ratio] ?? 1 / 3;
  const counts: ConfigObject = byEpoch !== false && toIters !== true ? { warmup_by_epoch: true } : {};
  return { warmup, warmup_iters: end, warmup_ratio: factor, ...counts };
}

/** Epochs or iterations of the run, in the unit that the scheduler counts in. */
function lengthOf({ train_cfg: loop }: ConfigObject, { end }: ConfigObject): number {
  if (isObject(loop)) return Number(loop.max_epochs ?? loop.max_iters ?? end);
  return Number(end);
}

/** `runner`, and the settings of `evaluation` that the loop has. */
export function loopOf(
  { train_cfg: loop }: ConfigObject,
  left: Leftovers,
): { runner?: ConfigObject; evaluation: ConfigObject } {
  if (!isObject(loop)) return { evaluation: {} };
  const {
    type,
    by_epoch: _,
    max_epochs: epochs,
    max_iters: iters,
    val_interval: interval,
    val_begin: start,
    dynamic_intervals: dynamic,
    ...rest
  } = loop;
  left.addAll(rest, 'train_cfg');
  const known: readonly ConfigValue[] = ['EpochBasedTrainLoop', 'IterBasedTrainLoop'];
  if (type !== undefined && !known.includes(type)) left.add('train_cfg.type', `${type} has no counterpart`);
  const runner: ConfigObject =
    epochs === undefined
      ? { type: 'IterBasedRunner', max_iters: iters }
      : { type: 'EpochBasedRunner', max_epochs: epochs };
  const evaluation: ConfigObject = {
    ...(interval !== undefined && { interval }),
    ...(typeof start === 'number' && start > 1 && { start }),
    ...(Array.isArray(dynamic) && { dynamic_intervals: dynamic }),
  };
  return { runner, evaluation };
}
