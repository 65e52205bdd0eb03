/**
 * @module Options that count more iterations than the run has: nothing fails, but a warm-up never ends or no loss is
 * logged.
 */
import { type ConfigObject, isObject, valueAt } from './value.js';

/** A message and the path of its cause. */
export interface LengthNote {
  readonly path: string;
  readonly message: string;
}

/** @param itersPerEpoch if known; without it only values in the same unit are compared. */
export function runLengthNotes(config: ConfigObject, itersPerEpoch?: number): LengthNote[] {
  return [...warmUpNotes(config, itersPerEpoch), ...logNotes(config, itersPerEpoch)];
}

function warmUpNotes(config: ConfigObject, itersPerEpoch: number | undefined): LengthNote[] {
  const schedule = config.lr_config;
  if (!isObject(schedule) || typeof schedule.warmup !== 'string') return [];
  const length = schedule.warmup_iters;
  const byEpoch = schedule.warmup_by_epoch === true;
  const [epochs, iters] = ['max_epochs', 'max_iters'].map((key) => numberAt(config, `runner.${key}`));
  const inIters = iters ?? (epochs === undefined ? undefined : times(epochs, itersPerEpoch));
  const whole = byEpoch ? epochs : inIters;
  if (typeof length !== 'number' || whole === undefined || length < whole) return [];
  const unit = byEpoch ? 'epochs' : 'iterations';
  const message =
    `the warm-up takes ${length} ${unit}, but the run has ${whole}: ` +
    'the learning rate never reaches optimizer.lr. Reduce it.';
  return [{ path: 'lr_config.warmup_iters', message }];
}

function logNotes(config: ConfigObject, itersPerEpoch: number | undefined): LengthNote[] {
  const logs = config.log_config;
  if (!isObject(logs) || !Array.isArray(logs.hooks)) return [];
  const iters = numberAt(config, 'runner.max_iters');
  const whole = iters ?? itersPerEpoch;
  if (whole === undefined) return [];
  return logs.hooks.flatMap((hook, i): LengthNote[] => {
    if (!isObject(hook) || hook.ignore_last === false) return [];
    const isOwn = typeof hook.interval === 'number';
    const interval = isOwn ? hook.interval : logs.interval;
    if (typeof interval !== 'number' || interval <= whole) return [];
    const what = iters === undefined ? 'an epoch' : 'the run';
    const message = `${hook.type} writes every ${interval} iterations, but ${what} has ${whole}: no loss is logged. Set it to ${whole} or less.`;
    return [{ path: isOwn ? `log_config.hooks.${i}.interval` : 'log_config.interval', message }];
  });
}

function numberAt(config: ConfigObject, path: string): number | undefined {
  const value = valueAt(config, path);
  return typeof value === 'number' ? value : undefined;
}

function times(a: number, b: number | undefined): number | undefined {
  return b === undefined ? undefined : a * b;
}
