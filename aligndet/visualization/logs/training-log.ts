/**
 * @module Reads `.log.json`, the training log of mmcv: one JSON object per line, with `mode`, `epoch`, `iter` and
 * values. The computed values are those of mmdetection's `analyze_logs`.
 */
import { readFile } from 'node:fs/promises';
import { DataError } from '../../core/index.js';
import type { Series } from '../charts/line-chart.js';

/** One line with values. */
export interface LogEntry {
  readonly mode: 'train' | 'val';
  readonly epoch: number;
  /** Within the epoch; for an IterBasedRunner, since the start. */
  readonly iter: number;
  readonly [key: string]: unknown;
}

export interface TrainingLog {
  /** Lines without an epoch: versions, config, seed. */
  readonly header: readonly Record<string, unknown>[];
  readonly entries: readonly LogEntry[];
}

/** @throws {DataError} that names the line that is not JSON; a truncated last line of a killed run is skipped. */
export function parseTrainingLog(text: string, name = 'The log'): TrainingLog {
  const lines = text.split('\n');
  const header: Record<string, unknown>[] = [];
  const entries: LogEntry[] = [];
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const record = parseLine(line);
    if (record === undefined) {
      if (i === lines.length - 1) break;
      throw new DataError(
        `${name}, line ${i + 1}: not a JSON object. Give the file of the work dir that ends in .log.json.`,
      );
    }
    if (typeof record.epoch === 'number') entries.push(record as LogEntry);
    else header.push(record);
  }
  return { header, entries };
}

export async function readTrainingLog(path: string): Promise<TrainingLog> {
  try {
    return parseTrainingLog(await readFile(path, 'utf8'), path);
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw new DataError(`The log ${path} cannot be read: ${(cause as Error).message}.`, { cause });
  }
}

/** Keys with a numeric value in some entry, for messages and completion. */
export function keysOfLog({ entries }: TrainingLog): string[] {
  const keys = new Set<string>();
  for (const entry of entries) {
    for (const [key, value] of Object.entries(entry)) if (typeof value === 'number') keys.add(key);
  }
  return [...keys].filter((key) => key !== 'epoch' && key !== 'iter');
}

/**
 * Values of `key`: of training lines over the iteration since the start; of validation lines over the epoch, or, if an
 * epoch has several, over the iteration.
 *
 * @param name in the legend.
 * @param mode of the lines; default: training if any of those has `key`.
 * @throws {DataError} if no line has `key`.
 */
export function seriesOfLog(log: TrainingLog, key: string, name = key, mode?: LogEntry['mode']): Series {
  const having = log.entries.filter((entry) => typeof entry[key] === 'number');
  if (having.length === 0) {
    throw new DataError(`The log has no values for "${key}". Known: ${keysOfLog(log).join(', ') || 'none'}.`);
  }
  const chosen = mode ?? (having.some((entry) => entry.mode === 'train') ? 'train' : 'val');
  const byEpoch = chosen === 'val' && valuesOverEpochs(log);
  const perEpoch = byEpoch ? 0 : iterationsPerEpoch(log);
  const series: { name: string; xs: number[]; ys: number[] } = { name, xs: [], ys: [] };
  let iteration = 0;
  for (const entry of log.entries) {
    if (entry.mode === 'train') iteration = (entry.epoch - 1) * perEpoch + entry.iter;
    if (entry.mode !== chosen || typeof entry[key] !== 'number') continue;
    series.xs.push(byEpoch ? entry.epoch : iteration);
    series.ys.push(entry[key]);
  }
  return series;
}

/** Whether each validation line has its own epoch. */
export function valuesOverEpochs({ entries }: TrainingLog): boolean {
  const epochs = entries.filter(({ mode }) => mode === 'val').map(({ epoch }) => epoch);
  return new Set(epochs).size === epochs.length;
}

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The max iteration logged, unless iterations are counted across epochs. */
function iterationsPerEpoch({ entries }: TrainingLog): number {
  const training = entries.filter(({ mode }) => mode === 'train');
  const startsAnew = training.some(
    ({ epoch, iter }, i) => i > 0 && epoch > training[i - 1].epoch && iter <= training[i - 1].iter,
  );
  if (!startsAnew) return 0;
  return training.reduce((largest, { iter }) => Math.max(largest, iter), 0);
}
