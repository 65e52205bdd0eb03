/** @module The log of a run: lines as mmdetection prints them, on the terminal and in `<work-dir>/<timestamp>.log`. */
import { appendFileSync } from 'node:fs';
import { type Logger, oneMessage, writeError } from '../core/index.js';

const levels = { debug: 10, info: 20, warn: 30, error: 40 } as const;

export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL';

const thresholds: Record<LogLevel, number> = { DEBUG: 10, INFO: 20, WARNING: 30, ERROR: 40, CRITICAL: 50 };

export interface RunLogger extends Logger {
  /** Writes to the file alone: what the terminal is told in another way. */
  record(message: string): void;
}

/** @param file where lines are kept too; none when absent. */
export function runLogger(level: LogLevel, file?: string): RunLogger {
  const lineOf = (label: string, message: string) =>
    `${stamp(new Date())} - aligndet - ${label} - ${oneMessage(message)}\n`;
  const write = (name: keyof typeof levels, label: string) => (message: string) => {
    if (levels[name] < thresholds[level]) return;
    const line = lineOf(label, message);
    (name === 'error' || name === 'warn' ? process.stderr : process.stdout).write(line);
    if (file !== undefined) append(file, line);
  };
  return {
    debug: write('debug', 'DEBUG'),
    info: write('info', 'INFO'),
    warn: write('warn', 'WARNING'),
    error: write('error', 'ERROR'),
    record: (message) => {
      if (file !== undefined) append(file, lineOf('CRITICAL', message));
    },
  };
}

function append(file: string, line: string): void {
  try {
    appendFileSync(file, line);
  } catch (cause) {
    throw writeError(file, cause);
  }
}

/** `2026-11-23 09:15:02,123`, local time. */
function stamp(now: Date): string {
  return `${dateOf(now)} ${clockOf(now, ':')},${String(now.getMilliseconds()).padStart(3, '0')}`;
}

/** `20261123_091502`, local time: the name of a run's log files. */
export function runTimestamp(now: Date): string {
  return `${dateOf(now).replaceAll('-', '')}_${clockOf(now, '')}`;
}

function dateOf(now: Date): string {
  return [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
}

function clockOf(now: Date, separator: string): string {
  return [two(now.getHours()), two(now.getMinutes()), two(now.getSeconds())].join(separator);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
