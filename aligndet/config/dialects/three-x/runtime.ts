/** @module Converts hooks, evaluation and runtime settings of mmdetection 3.x to the keys of 2.x. */
import { type ConfigObject, type ConfigValue, isObject } from '../../value.js';
import type { Leftovers } from './leftovers.js';

const withoutScope = (name: ConfigValue | undefined): string =>
  String(name).replace(/^(mmdet|mmengine|mmcv)\./, '');
const withoutPrefix = (metric: ConfigValue): ConfigValue =>
  typeof metric === 'string' ? metric.replace(/^(coco|pascal_voc)\//, '') : metric;

/** Logger hooks by visualization backend. */
const TRACKERS: Readonly<Record<string, string>> = {
  TensorboardVisBackend: 'TensorboardLoggerHook',
  WandbVisBackend: 'WandbLoggerHook',
  MLflowVisBackend: 'MlflowLoggerHook',
};

/** Hooks that every run has here, or that only visualize. */
const USUAL_HOOKS = ['timer', 'param_scheduler', 'sampler_seed', 'runtime_info'];

export function hooksOf(
  config: ConfigObject,
  left: Leftovers,
): { hooks: ConfigObject; saveBest: ConfigObject } {
  const defaults = isObject(config.default_hooks) ? config.default_hooks : {};
  const { logger, checkpoint, visualization, ...others } = defaults;
  for (const [key, hook] of Object.entries(others)) {
    if (hook !== null && !USUAL_HOOKS.includes(key)) left.add(`default_hooks.${key}`, 'has no counterpart');
  }
  if (isObject(visualization) && visualization.draw === true) {
    left.add('default_hooks.visualization', 'images are drawn by aligndet test --show-dir');
  }
  const { saving, saveBest } = checkpointOf(checkpoint, left);
  const custom = customHooks(config.custom_hooks, left);
  return {
    hooks: {
      ...saving,
      log_config: logsOf(isObject(logger) ? logger : {}, config.visualizer, left),
      ...(custom.length > 0 && { custom_hooks: custom }),
    },
    saveBest,
  };
}

function checkpointOf(
  value: ConfigValue | undefined,
  left: Leftovers,
): { saving: ConfigObject; saveBest: ConfigObject } {
  if (!isObject(value)) return { saving: {}, saveBest: {} };
  const {
    type: _,
    save_best: best,
    rule,
    save_param_scheduler: __,
    published_keys: published,
    ...rest
  } = value;
  left.addAll({ published_keys: published }, 'default_hooks.checkpoint');
  const metric = Array.isArray(best) ? best[0] : best;
  if (Array.isArray(best) && best.length > 1)
    left.add('default_hooks.checkpoint.save_best', 'only one metric is supported');
  return {
    saving: { checkpoint_config: rest },
    saveBest: {
      ...(metric !== undefined && metric !== null && { save_best: withoutPrefix(metric) }),
      ...(typeof rule === 'string' && { rule }),
    },
  };
}

function logsOf(
  { interval }: ConfigObject,
  visualizer: ConfigValue | undefined,
  left: Leftovers,
): ConfigObject {
  const backends =
    isObject(visualizer) && Array.isArray(visualizer.vis_backends) ? visualizer.vis_backends : [];
  const trackers = backends.filter(isObject).flatMap(({ type, init_kwargs: init, exp_name: experiment }) => {
    const name = withoutScope(type);
    if (name === 'LocalVisBackend') return [];
    if (!Object.hasOwn(TRACKERS, name)) {
      left.add('visualizer.vis_backends', `${name} has no counterpart`);
      return [];
    }
    const options = {
      ...(init !== undefined && { init_kwargs: init }),
      ...(experiment !== undefined && { exp_name: experiment }),
    };
    return [{ type: TRACKERS[name], ...options }];
  });
  return { ...(interval !== undefined && { interval }), hooks: [{ type: 'TextLoggerHook' }, ...trackers] };
}

function customHooks(value: ConfigValue | undefined, left: Leftovers): ConfigObject[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).flatMap((hook, i): ConfigObject[] => {
    const path = `custom_hooks.${i}`;
    const { type, ...options } = hook;
    switch (withoutScope(type)) {
      case 'NumClassCheckHook':
        return [{ type: 'NumClassCheckHook' }];
      case 'EarlyStoppingHook':
        return [{ type: 'EarlyStoppingHook', ...options, monitor: withoutPrefix(options.monitor) }];
      case 'EMAHook':
        return emaHook(options, path, left);
      default:
        left.add(path, `${withoutScope(type)} has no counterpart`);
        return [];
    }
  });
}

function emaHook(options: ConfigObject, path: string, left: Leftovers): ConfigObject[] {
  const { ema_type: kind, momentum, gamma, update_buffers: updates, priority, interval, ...rest } = options;
  left.addAll(rest, path);
  if (withoutScope(kind) !== 'ExpMomentumEMA') {
    left.add(`${path}.ema_type`, `${withoutScope(kind ?? 'ExponentialMovingAverage')} has no counterpart`);
    return [];
  }
  return [
    {
      type: 'ExpMomentumEMAHook',
      ...(momentum !== undefined && { momentum }),
      ...(gamma !== undefined && { total_iter: gamma }),
      ...(interval !== undefined && { interval }),
      skip_buffers: updates !== true,
      ...(priority !== undefined && { priority }),
    },
  ];
}

/** `evaluation` without its interval. */
export function metricsOf({ val_evaluator: value }: ConfigObject, left: Leftovers): ConfigObject {
  const list = (Array.isArray(value) ? value : [value]).filter(isObject);
  for (const each of list.slice(1))
    left.add('val_evaluator', `${withoutScope(each.type)} beside another metric`);
  const [first] = list;
  if (first === undefined) return {};
  const {
    type,
    metric,
    ann_file: _,
    format_only: __,
    backend_args: ___,
    outfile_prefix: ____,
    prefix: _____,
    ...rest
  } = first;
  switch (withoutScope(type)) {
    case 'CocoMetric':
      return { metric: metric ?? 'bbox', ...rest };
    case 'VOCMetric': {
      const { eval_mode: mode, ...options } = rest;
      if (mode !== undefined) left.add('val_evaluator.eval_mode', 'follows from the year of the dataset');
      return { metric: metric ?? 'mAP', ...options };
    }
    default:
      left.add('val_evaluator', `${withoutScope(type)} has no counterpart`);
      return {};
  }
}

export function surroundingsOf(config: ConfigObject, left: Leftovers): ConfigObject {
  const { env_cfg: environment, randomness, resume, auto_scale_lr: scaling } = config;
  const { mp_cfg: mp, dist_cfg: dist } = isObject(environment) ? environment : {};
  const { seed, deterministic } = isObject(randomness) ? randomness : {};
  if (typeof resume === 'string') left.add('resume', 'set resume_from to the checkpoint');
  const kept = ['log_level', 'load_from', 'work_dir', 'custom_imports'];
  return {
    ...Object.fromEntries(kept.flatMap((key) => (config[key] === undefined ? [] : [[key, config[key]]]))),
    ...(isObject(mp) && mp),
    ...(isObject(dist) && { dist_params: dist }),
    ...(typeof seed === 'number' && { seed }),
    ...(deterministic === true && { deterministic }),
    ...(resume === true && { auto_resume: true }),
    ...(isObject(scaling) && { auto_scale_lr: scaling }),
  };
}
