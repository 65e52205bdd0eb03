/** @module The logs of a run that was stopped and resumed, as one log. */
import type { LogEntry, TrainingLog } from './training-log.js';

/**
 * What a later log repeats replaces what an earlier one has from there on: a resumed run begins at its checkpoint, and a
 * run that was started anew begins at the start.
 *
 * @param logs from the earliest to the latest.
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
