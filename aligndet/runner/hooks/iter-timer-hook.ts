/** @module Measures the time of each iteration, and of waiting for data. */
import type { Hook } from '../runner.js';

export function iterTimerHook(): Hook {
  let start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  return {
    name: 'IterTimerHook',
    beforeRun: () => {
      start = performance.now();
    },
    beforeTrainEpoch: () => {
      start = performance.now();
    },
    beforeTrainIter: ({ logBuffer }) => logBuffer.update({ data_time: seconds() }),
    afterTrainIter: ({ logBuffer }) => {
      logBuffer.update({ time: seconds() });
      start = performance.now();
    },
  };
}
