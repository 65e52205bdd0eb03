/** @module Sends an event per iteration to the listener of a run. */
import type { Hook } from '../../runner/index.js';
import type { IterationEvent } from '../options.js';

/** Registered last: the event is sent after all other hooks have run. */
export function iterationEvents(tell: (event: IterationEvent) => void): Hook {
  let lastMs = performance.now();
  let [totalS, count] = [0, 0];
  const restart = () => {
    lastMs = performance.now();
  };
  return {
    name: 'IterationEvents',
    beforeRun: restart,
    beforeTrainEpoch: restart,
    afterTrainIter(runner) {
      const nowMs = performance.now();
      const timeS = (nowMs - lastMs) / 1000;
      lastMs = nowMs;
      totalS += timeS;
      count += 1;
      tell({
        type: 'iteration',
        epoch: runner.epoch + 1,
        epochIteration: runner.innerIter + 1,
        iterationsPerEpoch: runner.itersPerEpoch,
        iteration: runner.iter + 1,
        maxIterations: runner.maxIters,
        losses: runner.output?.logVars ?? {},
        lr: runner.optimizer.rates[0],
        timeS,
        etaS: (totalS / count) * (runner.maxIters - runner.iter - 1),
      });
    },
  };
}
