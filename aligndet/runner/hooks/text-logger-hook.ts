/** @module Text log lines, and `<timestamp>.log.json` with mmcv's keys for plotting tools. */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { defineComponent, writeError } from '../../core/index.js';
import type { Hook, Runner } from '../runner.js';
import { LoggerHook, type LoggerOptions, loggerOptions } from './logger-hook.js';

/** Keys already shown at the start of a line. */
const inHead = new Set(['mode', 'epoch', 'iter', 'lr', 'time', 'data_time', 'memory']);

export const textLoggerHook = defineComponent({
  type: 'TextLoggerHook',
  schema: z.strictObject({
    ...loggerOptions,
    /** Iterations between two lines with the experiment name. */
    interval_exp_name: z.number().int().positive().default(1000),
  }),
  build: (options): Hook => new TextLogger(options),
});

interface TextLoggerOptions extends LoggerOptions {
  readonly interval_exp_name: number;
}

class TextLogger extends LoggerHook<TextLoggerOptions> {
  readonly name = 'TextLoggerHook';
  #startIter = 0;
  #secondsTotal = 0;

  protected override async start(runner: Runner): Promise<void> {
    this.#startIter = runner.iter;
    this.#secondsTotal = 0;
    await this.#dump(runner, runner.meta);
  }

  /** Writes the output of the buffer, as a training line if it has times, else as a validation line. */
  protected override async log(runner: Runner): Promise<void> {
    const byEpoch = this.byEpoch(runner);
    const { eval_iter_num: evaluated, ...output } = runner.logBuffer.output;
    runner.logBuffer.output = output;
    const isTraining = 'time' in output;
    const line: Record<string, number | string> = {
      mode: isTraining ? 'train' : 'val',
      epoch: runner.epoch + 1,
      iter: evaluated ?? (byEpoch ? runner.innerIter : runner.iter) + 1,
      lr: runner.optimizer.rates[0],
      ...(isTraining && { memory: Math.round(process.resourceUsage().maxRSS / 1024) }),
      ...output,
    };
    this.#nameExperiment(runner);
    runner.logger.info(isTraining ? this.#trainingLine(runner, line) : this.#validationLine(runner, line));
    await this.#dump(runner, line);
  }

  #nameExperiment(runner: Runner): void {
    const name = runner.meta.exp_name;
    if (name === undefined) return;
    const isDue = runner.isEvery(this.options.interval_exp_name, 'iter');
    if (isDue || (this.byEpoch(runner) && runner.isEndOfEpoch)) runner.logger.info(`Exp name: ${name}`);
  }

  #trainingLine(runner: Runner, line: Record<string, number | string>): string {
    const position = this.byEpoch(runner)
      ? `Epoch [${line.epoch}][${line.iter}/${runner.itersPerEpoch}]`
      : `Iter [${line.iter}/${runner.maxIters}]`;
    this.#secondsTotal += Number(line.time) * this.options.interval;
    const average = this.#secondsTotal / (runner.iter - this.#startIter + 1);
    const left = duration(average * (runner.maxIters - runner.iter - 1));
    const head = [
      `${position}\tlr: ${Number(line.lr)
        .toExponential(3)
        .replace(/e([+-])(\d)$/, 'e$10$2')}`,
      `eta: ${left}`,
      `time: ${Number(line.time).toFixed(3)}`,
      `data_time: ${Number(line.data_time).toFixed(3)}`,
      `memory: ${line.memory}`,
    ];
    return [...head, ...items(line)].join(', ');
  }

  #validationLine(runner: Runner, line: Record<string, number | string>): string {
    const position = this.byEpoch(runner)
      ? `Epoch(val) [${line.epoch}][${line.iter}]`
      : `Iter(val) [${line.iter}]`;
    return `${position}\t${items(line).join(', ')}`;
  }

  async #dump(runner: Runner, line: Record<string, unknown>): Promise<void> {
    const rounded = Object.fromEntries(Object.entries(line).map(([key, value]) => [key, roundFloat(value)]));
    const file = join(runner.workDir, `${runner.timestamp}.log.json`);
    try {
      await appendFile(file, `${JSON.stringify(rounded)}\n`);
    } catch (cause) {
      throw writeError(file, cause);
    }
  }
}

function items(line: Record<string, number | string>): string[] {
  return Object.entries(line)
    .filter(([name]) => !inHead.has(name))
    .map(([name, value]) => `${name}: ${typeof value === 'number' ? value.toFixed(4) : value}`);
}

function roundFloat(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(roundFloat);
  return typeof value === 'number' && !Number.isInteger(value) ? Math.round(value * 1e5) / 1e5 : value;
}

/** `[d days, ]h:mm:ss`, as Python prints a timedelta. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const days = Math.floor(whole / 86_400);
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = `${Math.floor((whole % 86_400) / 3600)}:${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`;
  return days === 0 ? clock : `${days} day${days === 1 ? '' : 's'}, ${clock}`;
}
