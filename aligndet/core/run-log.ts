/** @module The log of a run: lines as mmdetection writes them, kept in `<work-dir>/<timestamp>.log` and told to a listener. */
import { appendFileSync } from 'node:fs';
import { writeError } from './files.js';
import type { Logger } from './logger.js';
import { oneMessage } from './visible.js';

const levels = { debug: 10, info: 20, warning: 30, error: 40, critical: 50 } as const;

/** As configs write them in `log_level`. */
export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL';

const thresholds: Record<LogLevel, number> = { DEBUG: 10, INFO: 20, WARNING: 30, ERROR: 40, CRITICAL: 50 };

/** One message of a run. */
export interface LogEvent {
  readonly type: 'log';
  readonly level: 'debug' | 'info' | 'warning' | 'error';
  readonly message: string;
  readonly time: Date;
}

export interface RunLog extends Logger {
  /** Writes to the file alone: what the listener is told in another way. */
  record(message: string): void;
}

/**
 * @param level of the messages that are kept, and of all above it.
 * @param listen is told each message, before it goes to the file.
 * @param file where lines are kept; none when absent.
 */
export function runLog(level: LogLevel, listen: (event: LogEvent) => void, file?: string): RunLog {
  const tell = (name: LogEvent['level']) => (message: string) => {
    if (levels[name] < thresholds[level]) return;
    const time = new Date();
    listen({ type: 'log', level: name, message, time });
    if (file !== undefined) append(file, lineOf(name, message, time));
  };
  return {
    debug: tell('debug'),
    info: tell('info'),
    warn: tell('warning'),
    error: tell('error'),
    record: (message) => {
      if (file !== undefined) append(file, lineOf('critical', message, new Date()));
    },
  };
}

/**
 * The line of a log file, with its line end.
 *
 * @example
 * ```ts
 * import { evaluate, logLine } from 'aligndet';
 *
 * const onEvent = (event: Parameters<typeof logLine>[0]) => process.stderr.write(logLine(event));
 * await evaluate('config.ts', 'checkpoint.pth', { onEvent });
 *
 * const line = logLine({ type: 'log', level: 'info', message: 'done', time: new Date(2026, 10, 23, 9, 15, 2, 123) });
 * console.log(line.trim()); // -> 2026-11-23 09:15:02,123 - aligndet - INFO - done
 * ```
 */
export function logLine({ level, message, time }: LogEvent): string {
  return lineOf(level, message, time);
}

function lineOf(level: keyof typeof levels, message: string, time: Date): string {
  return `${stamp(time)} - aligndet - ${level.toUpperCase()} - ${oneMessage(message)}\n`;
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
