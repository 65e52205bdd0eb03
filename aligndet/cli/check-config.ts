/** @module Checks a whole run config before anything is built, so that every mistake is shown at once. */
import { type Builder, ConfigError, type ConfigIssue, didYouMean } from '../core/index.js';
import { lrComponent } from '../optim/index.js';

type Config = Record<string, unknown>;

/** Keys that a run reads. Others are variables of the config's author, as mmdetection's configs keep them. */
const runKeys = [
  'model',
  'data',
  'optimizer',
  'optimizer_config',
  'lr_config',
  'runner',
  'checkpoint_config',
  'log_config',
  'custom_hooks',
  'evaluation',
  'load_from',
  'resume_from',
  'workflow',
  'work_dir',
  'log_level',
  'seed',
] as const;

/** @param required keys without which the command cannot run. @throws {ConfigError} with every issue. */
export function checkRunConfig(config: Config, builder: Builder, required: readonly string[]): void {
  const issues: ConfigIssue[] = required
    .filter((key) => config[key] === undefined || config[key] === null)
    .map((key) => ({ path: key, message: `missing.${misspelt(key, config)}` }));
  const check = (slot: string, value: unknown, path: string) => {
    if (value !== undefined && value !== null) issues.push(...builder.check(slot, value, path));
  };
  check('detector', config.model, 'model');
  check('optimizer', config.optimizer, 'optimizer');
  const schedule = config.lr_config as { policy?: unknown } | null | undefined;
  if (schedule) {
    if (typeof schedule.policy === 'string')
      check('lr_updater', lrComponent(schedule as { policy: string }), 'lr_config');
    else issues.push({ path: 'lr_config.policy', message: 'missing. Name a policy, such as "step".' });
  }
  const data = (config.data ?? {}) as Record<string, unknown>;
  for (const part of ['train', 'val', 'test']) {
    if (data[part] !== undefined) check('dataset', withoutTestKeys(data[part], part), `data.${part}`);
  }
  issues.push(...unknownDataKeys(data));
  for (const [i, hook] of ((config.custom_hooks ?? []) as Config[]).entries()) {
    const { priority: _priority, ...options } = hook;
    check('hook', options, `custom_hooks.${i}`);
  }
  issues.push(...checkRunner(config.runner));
  if (issues.length > 0) throw ConfigError.of(issues);
}

const dataKeys = [
  'samples_per_gpu',
  'workers_per_gpu',
  'persistent_workers',
  'train',
  'val',
  'test',
  'train_dataloader',
  'val_dataloader',
  'test_dataloader',
  'shuffle',
];

function unknownDataKeys(data: Record<string, unknown>): ConfigIssue[] {
  return Object.keys(data)
    .filter((key) => !dataKeys.includes(key))
    .map((key) => ({
      path: `data.${key}`,
      message: `unknown key.${didYouMean(key, dataKeys)} Known: ${dataKeys.join(', ')}.`,
    }));
}

function checkRunner(runner: unknown): ConfigIssue[] {
  if (runner === undefined || runner === null) return [];
  const { type, ...options } = runner as Config;
  const known: Record<string, string> = { EpochBasedRunner: 'max_epochs', IterBasedRunner: 'max_iters' };
  const wanted = known[String(type)];
  if (wanted === undefined) {
    const names = Object.keys(known);
    return [
      {
        path: 'runner.type',
        message: `no runner is called "${type}".${didYouMean(String(type), names)} Known: ${names.join(', ')}.`,
      },
    ];
  }
  const issues = Object.keys(options)
    .filter((key) => key !== wanted)
    .map((key) => ({ path: `runner.${key}`, message: `unknown key. Known: type, ${wanted}.` }));
  const count = options[wanted];
  if (!Number.isInteger(count) || (count as number) <= 0) {
    issues.push({
      path: `runner.${wanted}`,
      message: `expected a whole number above 0, but got ${JSON.stringify(count)}.`,
    });
  }
  return issues;
}

/** `samples_per_gpu` of a test set is read by the loader, as mmdetection does. */
export function withoutTestKeys(dataset: unknown, part: string): unknown {
  if (part === 'train' || typeof dataset !== 'object' || dataset === null) return dataset;
  const { samples_per_gpu: _samples, ...rest } = dataset as Config;
  return rest;
}

function misspelt(key: string, config: Config): string {
  const near = Object.keys(config).filter((other) => !(runKeys as readonly string[]).includes(other));
  const hint = didYouMean(key, near);
  return hint === '' ? '' : ` The config has something near:${hint.replace(' Did you mean', '')}`;
}
