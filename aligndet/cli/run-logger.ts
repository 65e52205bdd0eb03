/** @module The log of a run on the terminal: information on stdout, warnings and errors on stderr. */
import { type LogEvent, type LogLevel, logLine, type RunLog, runLog } from '../core/index.js';

/** @param file file that lines are appended to; none when absent. */
export function runLogger(level: LogLevel, file?: string): RunLog {
  return runLog(level, printLog, file);
}

export function printLog(event: LogEvent): void {
  const isProblem = event.level === 'error' || event.level === 'warning';
  (isProblem ? process.stderr : process.stdout).write(logLine(event));
}
