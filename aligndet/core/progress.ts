/** @module The progress interface, reported by the library and drawn by `cli/`. */

/** One task with a known or unknown number of steps. */
export interface ProgressTask {
  /** `done` steps so far; `note` is shown beside the bar. */
  update(done: number, note?: string): void;
  /** Ends the task, even when it failed. Calling it twice is harmless. */
  finish(): void;
}

export interface Progress {
  /** @param total number of steps, or `undefined` when it is not known. @param unit such as `images` or `MB`. */
  start(title: string, total: number | undefined, unit: string): ProgressTask;
}

/** Shows nothing: the default of library calls. */
export const silentProgress: Progress = { start: () => ({ update() {}, finish() {} }) };
