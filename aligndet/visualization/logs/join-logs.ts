/** @module Joins the logs of a run that was stopped and resumed. */
import type { LogEntry, TrainingLog } from './training-log.js';

/**
 * Entries of a later log replace those of an earlier one from there on: a resumed run starts at its checkpoint, a
 * restarted run at the beginning.
 *
 * @param logs in chronological order.
 */
export function joinLogs(logs: readonly TrainingLog[]): TrainingLog {
  let entries: LogEntry[] = [];
  for (const log of logs) {
    const start = log.entries.find(({ mode }) => mode === 'train');
    if (start !== undefined) {
      const end = entries.findIndex((entry) => entry.mode === 'train' && !isBefore(entry, start));
      if (end >= 0) entries = entries.slice(0, end);
    }
    entries.push(...log.entries);
  }
  return { header: logs.flatMap(({ header }) => header), entries };
}

function isBefore(a: LogEntry, b: LogEntry): boolean {
  return a.epoch < b.epoch || (a.epoch === b.epoch && a.iter < b.iter);
}
