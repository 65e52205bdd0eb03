/** @module A logger that sends values to a tracking server, if one is configured. */
import type { Runner } from '../runner.js';
import type { Tracker } from '../tracking/tracker.js';
import { LoggerHook, type LoggerOptions, logPoint } from './logger-hook.js';

/** Opens a run on the server; returns a reason for the log if the environment configures none. */
export type OpenTracker = (runner: Runner) => Tracker | { readonly off: string };

export class TrackerHook extends LoggerHook {
  #tracker: Tracker | undefined;

  constructor(
    readonly name: string,
    options: LoggerOptions,
    private readonly open: OpenTracker,
  ) {
    super(options);
  }

  protected override start(runner: Runner): void {
    const opened = this.open(runner);
    if ('off' in opened) {
      const log = `${runner.timestamp}.log.json`;
      runner.logger.warn(`${this.name}: disabled: ${opened.off} The same values are in ${log}.`);
    } else this.#tracker = opened;
  }

  protected override log(runner: Runner): void {
    this.#tracker?.log(logPoint(runner));
  }

  async afterRun(): Promise<void> {
    await this.#tracker?.end(true);
  }

  async afterStop(): Promise<void> {
    await this.#tracker?.end(false);
  }
}
