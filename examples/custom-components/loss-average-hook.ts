/** @module A hook with state: an exponential moving average of the total loss, in the log every `interval` iterations. */
import { defineComponent, type Hook, type Runner, z } from 'aligndet/components';

class LossAverageHook implements Hook {
  readonly name = 'LossAverageHook';
  readonly priority = 'LOW';
  average: number | undefined;

  constructor(
    private readonly interval: number,
    private readonly momentum: number,
  ) {}

  afterTrainIter(runner: Runner): void {
    const loss = runner.output?.logVars.loss as number;
    this.average =
      this.average === undefined ? loss : this.momentum * this.average + (1 - this.momentum) * loss;
    if (runner.isEvery(this.interval, 'iter')) {
      runner.logger.info(`Average loss after ${runner.iter + 1} iterations: ${this.average.toFixed(4)}`);
    }
  }

  /** Goes into checkpoints, so that a resumed run continues with it. */
  save(): { average?: number } {
    return this.average === undefined ? {} : { average: this.average };
  }

  restore(state: unknown): void {
    this.average = (state as { average?: number } | undefined)?.average;
  }
}

export const lossAverageHook = defineComponent({
  slot: 'hook',
  type: 'LossAverageHook',
  schema: z.strictObject({
    /** Iterations between two lines of the log. */
    interval: z.int().positive().default(50),
    /** Weight of the average so far. */
    momentum: z.number().min(0).lt(1).default(0.98),
  }),
  build: ({ interval, momentum }) => new LossAverageHook(interval, momentum),
});

declare module 'aligndet' {
  interface Components {
    LossAverageHook: typeof lossAverageHook;
  }
}
